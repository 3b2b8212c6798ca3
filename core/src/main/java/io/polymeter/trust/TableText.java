package io.polymeter.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The table as text: a heading, one line each, and an end that shows that nothing is missing.
final class TableText {

    private static final String HEADING = "polymeter certificates 1";
    private static final String END = "end";

    private TableText() {}

    static String write(CertificateEntries table) {
        StringBuilder text = new StringBuilder(1024).append(HEADING).append('\n');
        for (CertificateEntry line : table.list()) {
            text.append(line.side().id())
                    .append(line.accepted() ? " accepted " : " listed ")
                    .append(line.firstSeen())
                    .append(' ')
                    .append(line.lastSeen())
                    .append(' ')
                    .append(line.from().isEmpty() ? "-" : line.from().replace(' ', '_'))
                    .append(' ')
                    .append(encoded(line.shown().certificate()))
                    .append('\n');
        }
        return text.append(END).append('\n').toString();
    }

    /// @param known certificates that were read before, by their encoding: reading one costs a millisecond
    ///     on a small machine
    /// @throws IOException if it is not such a text
    static CertificateEntries read(String text, Map<String, PresentedCertificate> known) throws IOException {
        List<String> lines = text.lines().toList();
        if (lines.size() < 2
                || !lines.getFirst().equals(HEADING)
                || !lines.getLast().equals(END)) {
            throw new IOException("not a complete certificate table");
        }
        List<CertificateEntry> listed = new ArrayList<>();
        for (String line : lines.subList(1, lines.size() - 1)) {
            listed.add(line(line.split(" "), known));
        }
        return CertificateEntries.of(listed);
    }

    /// An empty memory of certificates.
    static Map<String, PresentedCertificate> memory() {
        return new ConcurrentHashMap<>();
    }

    private static CertificateEntry line(String[] words, Map<String, PresentedCertificate> known) throws IOException {
        if (words.length != 6) {
            throw new IOException("a line has " + words.length + " words instead of 6");
        }
        try {
            PresentedCertificate shown = known.get(words[5]);
            if (shown == null) {
                shown = PresentedCertificate.of(decoded(words[5]));
                known.put(words[5], shown);
            }
            return new CertificateEntry(
                    words[0].equals(PeerSide.SERVER.id()) ? PeerSide.SERVER : PeerSide.CLIENT,
                    shown,
                    words[1].equals("accepted"),
                    Instant.parse(words[2]),
                    Instant.parse(words[3]),
                    words[4].equals("-") ? "" : words[4]);
        } catch (CertificateException | IllegalArgumentException | DateTimeException e) {
            throw new IOException("a line cannot be read: " + e.getMessage(), e);
        }
    }

    private static X509Certificate decoded(String base64) throws CertificateException {
        byte[] bytes = Base64.getDecoder().decode(base64);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
    }

    private static String encoded(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("cannot encode a certificate", e);
        }
    }
}
