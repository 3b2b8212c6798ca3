package io.polymeter.link.mqtt;

/// Whether a field that messages lack is missing, or comes with other messages of the same topic. For one thread.
final class MissedField {

    /// So many messages of a topic that give nothing at all are enough.
    private static final int ALONE = 3;

    /// The same where other fields come.
    private static final int BESIDE_OTHERS = 10;

    private final long limit;
    private boolean seen;
    private long since;
    private int messages;

    MissedField(TopicValue value) {
        limit = value.limit().toNanos();
    }

    void given(long now) {
        seen = true;
        since = now;
        messages = 0;
    }

    /// Another message lacks it.
    ///
    /// @param all true where the message lacks every field of its topic
    boolean isMissing(long now, boolean all) {
        if (!seen && messages == 0) {
            since = now;
        }
        messages++;
        return now - since > limit || !seen && messages >= (all ? ALONE : BESIDE_OTHERS);
    }
}
