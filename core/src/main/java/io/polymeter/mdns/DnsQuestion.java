package io.polymeter.mdns;

/// A question.
///
/// @param type a record type, see [DnsRecord]; [#ANY] for all
/// @param unicast true where the asker wants the reply for itself alone
record DnsQuestion(DnsName name, int type, boolean unicast) {

    /// All types.
    public static final int ANY = 255;

    /// @throws IllegalArgumentException where the type is none
    public DnsQuestion {
        if (type < 1 || type > 0xffff) {
            throw new IllegalArgumentException("a record type is 1 to 65535");
        }
    }
}
