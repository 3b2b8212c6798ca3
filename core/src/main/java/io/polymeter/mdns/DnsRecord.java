package io.polymeter.mdns;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;

/// A resource record of class IN.
sealed interface DnsRecord {

    /// Types of records.
    int A = 1;

    int PTR = 12;
    int TXT = 16;
    int AAAA = 28;
    int SRV = 33;

    /// Whose record it is, and for how long.
    ///
    /// @param flush true where it replaces all records of this name and type that were known before
    /// @param seconds how long it holds, 0 to 2^31-1; 0: it is over
    record Head(DnsName name, boolean flush, int seconds) {

        /// @throws IllegalArgumentException where `seconds` is negative
        public Head {
            if (seconds < 0) {
                throw new IllegalArgumentException("a time to live is not negative");
            }
        }
    }

    /// Whose record it is, and for how long.
    Head head();

    /// The type's number.
    int type();

    /// Whose record it is.
    default DnsName name() {
        return head().name();
    }

    /// Another name: an instance of a service.
    record Pointer(Head head, DnsName target) implements DnsRecord {
        @Override
        public int type() {
            return PTR;
        }
    }

    /// Where an instance of a service is.
    ///
    /// @param port 0 to 65535
    record Service(Head head, int priority, int weight, int port, DnsName host) implements DnsRecord {

        /// @throws IllegalArgumentException where a number has more than 16 bits
        public Service {
            if ((priority | weight | port) < 0 || (priority | weight | port) > 0xffff) {
                throw new IllegalArgumentException("priority, weight and port have 16 bits");
            }
        }

        @Override
        public int type() {
            return SRV;
        }
    }

    /// Texts such as `gen=2`, each at most 255 bytes of UTF-8.
    record Text(Head head, List<String> texts) implements DnsRecord {
        public Text {
            texts = List.copyOf(texts);
        }

        @Override
        public int type() {
            return TXT;
        }
    }

    /// The address of a host, IPv4 or IPv6.
    record Address(Head head, InetAddress address) implements DnsRecord {
        @Override
        public int type() {
            return address.getAddress().length == 4 ? A : AAAA;
        }
    }

    /// A record of another type.
    ///
    /// @param hex what it holds, as hexadecimal digits
    record Other(Head head, int type, String hex) implements DnsRecord {

        /// @throws IllegalArgumentException where it is not hexadecimal, or longer than 65535 bytes
        public Other {
            if (HexFormat.of().parseHex(hex).length > 0xffff) {
                throw new IllegalArgumentException("a record has at most 65535 bytes");
            }
        }
    }
}
