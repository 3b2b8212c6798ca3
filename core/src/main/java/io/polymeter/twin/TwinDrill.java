package io.polymeter.twin;

import io.polymeter.link.Context;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import io.polymeter.runtime.Drill;
import io.polymeter.runtime.Polymeter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A drill within a twin, in its time.
final class TwinDrill implements Link {

    /// What a twin lives through before and after.
    static final Duration BEGIN = Duration.ofSeconds(60);

    static final Duration AFTER = Duration.ofSeconds(90);

    private final String output;
    private final Drill.Cut cut;
    private final Duration length;
    private @Nullable Polymeter polymeter;
    private Drill.@Nullable Result result;
    private Drill.@Nullable RefusedException refused;

    TwinDrill(String output, Drill.Cut cut, Duration length) {
        this.output = output;
        this.cut = cut;
        this.length = length;
    }

    /// Says where it is done.
    void in(Polymeter running) {
        polymeter = running;
    }

    @Override
    public String name() {
        return "drill";
    }

    @Override
    public Message description() {
        return Message.of("link-cuts", "cuts the source of {output}", output);
    }

    @Override
    public void run(Context context) throws InterruptedException {
        context.clock().sleep(BEGIN);
        Polymeter running = polymeter;
        Drill drill = running == null ? null : Drill.of(running, output);
        if (drill != null) {
            try {
                result = drill.run(given(), length);
            } catch (Drill.RefusedException e) {
                refused = e;
            }
        }
    }

    /// The twin's sources give values, not bytes over a connection.
    private Drill.Cut given() {
        return switch (cut) {
            case RESET, GARBAGE -> Drill.Cut.SILENCE;
            case SILENCE, FROZEN, GONE -> cut;
        };
    }

    Drill.@Nullable Result result() throws Drill.RefusedException {
        if (refused != null) {
            throw refused;
        }
        return result;
    }
}
