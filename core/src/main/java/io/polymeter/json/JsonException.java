package io.polymeter.json;

import io.polymeter.modbus.fault.Worded;
import io.polymeter.modbus.fault.Wording;
import java.io.IOException;

/// A text is not JSON, or not all of it is there.
public final class JsonException extends IOException implements Worded {

    private static final long serialVersionUID = 1L;

    private final transient Wording wording;

    JsonException(Wording wording) {
        super(wording.text());
        this.wording = wording;
    }

    @Override
    public Wording wording() {
        return wording;
    }
}
