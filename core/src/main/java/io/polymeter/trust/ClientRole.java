package io.polymeter.trust;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a client may do, from the role in its certificate: an UTF8String in the extension 1.3.6.1.4.1.50316.802.1
/// (Modbus/TCP Security Protocol Specification, section 8). The specification leaves the names to the vendor.
public enum ClientRole {
    /// There is none in the certificate: an accepted client may read and write.
    NONE,
    /// May read and write.
    OPERATOR,
    /// May read. So may whoever has a role that we do not know.
    READ_ONLY;

    private static final String OID = "1.3.6.1.4.1.50316.802.1";
    private static final int OCTET_STRING = 0x04;
    private static final int UTF8_STRING = 0x0c;

    /// Whether it may write what is writable.
    public boolean mayWrite() {
        return this != READ_ONLY;
    }

    /// The role in a certificate.
    public static ClientRole of(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(OID);
        if (extension == null) {
            return NONE;
        }
        byte[] value = content(extension, OCTET_STRING);
        byte[] text = value == null ? null : content(value, UTF8_STRING);
        if (text == null) {
            return READ_ONLY;
        }
        String name = new String(text, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        return switch (name.replaceAll("[^a-z]", "")) {
            case "operator", "engineer", "installer", "admin", "administrator" -> OPERATOR;
            default -> READ_ONLY;
        };
    }

    /// The content of a DER value of that type, null if it is none or not exactly one.
    private static byte @Nullable [] content(byte[] der, int tag) {
        if (der.length < 2 || der[0] != tag) {
            return null;
        }
        int first = der[1] & 0xff;
        int header = first < 0x80 ? 2 : 2 + (first & 0x7f);
        if (first == 0x80 || header > 4 || der.length < header) {
            return null;
        }
        int length = first;
        if (first > 0x80) {
            length = 0;
            for (int i = 2; i < header; i++) {
                length = length << 8 | der[i] & 0xff;
            }
        }
        return der.length == header + length ? java.util.Arrays.copyOfRange(der, header, der.length) : null;
    }
}
