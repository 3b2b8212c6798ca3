package io.polymeter.runtime;

import io.polymeter.link.Context;
import io.polymeter.link.Link;
import io.polymeter.message.Message;

/// A link made of its work.
record WorkLink(String name, Work work) implements Link {

    /// What [#run] does.
    interface Work {
        void run(Context context) throws Exception;
    }

    @Override
    public Message description() {
        return Message.verbatim("tests");
    }

    @Override
    public void run(Context context) throws Exception {
        work.run(context);
    }
}
