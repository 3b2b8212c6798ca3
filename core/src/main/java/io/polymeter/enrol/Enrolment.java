package io.polymeter.enrol;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.trust.Credentials;
import io.polymeter.trust.Pem;
import io.polymeter.trust.SafeFile;
import io.polymeter.trust.TrustAnchors;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// A gateway asks its fleet's authority for a certificate. The key is made here and stays here; the key and its
/// certificates are one file, so that they always belong together.
public final class Enrolment {

    /// The key and its certificates.
    public static final String CLIENT = "client.pem";

    /// The authority.
    public static final String FLEET = "fleet.pem";

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int MAX_ANSWER = 1 << 16;

    private Enrolment() {}

    /// What the fleet says of the site.
    ///
    /// @param group and
    /// @param node who it is there
    /// @param broker where it connects
    /// @param host the host application
    public record Place(String group, String node, String broker, String host) {}

    /// Becomes a site of a fleet: writes [#CLIENT] and [#FLEET].
    ///
    /// @throws IOException in words; nothing was written then
    public static Place join(URI fleet, EnrolmentCode code, Path directory) throws IOException, InterruptedException {
        KeyPair pair = SigningRequest.key();
        JsonObject order = new JsonObject().put("code", code.secret()).put("request", SigningRequest.of(pair));
        SSLContext tls = context(new KeyManager[0], new TrustManager[] {new NamedAuthority(code)});
        JsonValue answer = ask(fleet.resolve("/enrol"), tls, order);
        List<X509Certificate> chain = chain(answer, pair);
        if (!code.names(chain.getLast())) {
            throw new IOException(fleet + " answered with a certificate of another authority");
        }
        Files.createDirectories(directory);
        write(directory.resolve(FLEET), Pem.text(List.of(chain.getLast())), "rw-r--r--");
        write(
                directory.resolve(CLIENT),
                Pem.text(chain) + Pem.block("PRIVATE KEY", pair.getPrivate().getEncoded()),
                "rw-------");
        String node = text(answer, "node");
        int slash = node.indexOf('/');
        return new Place(
                node.substring(0, Math.max(0, slash)),
                node.substring(slash + 1),
                text(answer, "broker"),
                text(answer, "host"));
    }

    /// When a certificate is to be renewed: when two thirds of its time are over.
    public static Instant due(X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        return from.plus(Duration.between(from, certificate.getNotAfter().toInstant())
                .multipliedBy(2)
                .dividedBy(3));
    }

    /// Asks for a new certificate with the one there is, and replaces the file with the new key in it.
    ///
    /// @param authority file with whom the server's certificate is to be from
    /// @param client file with the key and its certificates
    /// @throws IOException in words; the file is as it was then
    public static void renew(URI fleet, Path authority, Path client) throws IOException, InterruptedException {
        KeyPair pair = SigningRequest.key();
        KeyManager[] keys = Credentials.of(client, client).managers(null).toArray(KeyManager[]::new);
        SSLContext tls = context(keys, trusting(authority));
        JsonValue answer = ask(fleet.resolve("/renew"), tls, new JsonObject().put("request", SigningRequest.of(pair)));
        List<X509Certificate> chain = chain(answer, pair);
        if (!TrustAnchors.of(authority).vouchFor(chain.toArray(X509Certificate[]::new))) {
            throw new IOException(fleet + " answered with a certificate of another authority");
        }
        write(
                client,
                Pem.text(chain) + Pem.block("PRIVATE KEY", pair.getPrivate().getEncoded()),
                "rw-------");
    }

    private static TrustManager[] trusting(Path authority) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (X509Certificate each : Pem.certificates(authority)) {
                store.setCertificateEntry("authority-" + number++, each);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IOException(authority + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static SSLContext context(KeyManager[] keys, TrustManager[] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonValue ask(URI where, SSLContext tls, JsonObject order) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(where)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JsonText.bytes(order.build())))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(tls).connectTimeout(PATIENCE).build()) {
            HttpResponse<byte[]> response = client.send(
                    request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER));
            JsonValue answer = JsonValue.parse(response.body());
            if (response.statusCode() != 200) {
                throw new IOException(where + " refuses: " + text(answer, "error"));
            }
            return answer;
        } catch (JsonException e) {
            throw new IOException(where + " answers with something else than JSON", e);
        }
    }

    /// The certificates of an answer, of which the first is for the key.
    private static List<X509Certificate> chain(JsonValue answer, KeyPair pair) throws IOException {
        List<X509Certificate> chain = Pem.certificates(text(answer, "certificates"));
        if (chain.isEmpty() || !chain.getFirst().getPublicKey().equals(pair.getPublic())) {
            throw new IOException("the answer has no certificate for the key");
        }
        return chain;
    }

    private static String text(JsonValue answer, String name) {
        @Nullable
        JsonValue found =
                answer instanceof JsonValue.ObjectValue object ? object.of().get(name) : null;
        return found instanceof JsonValue.StringValue text ? text.text() : "";
    }

    private static void write(Path file, String text, String mode) throws IOException {
        SafeFile.replace(file, text.getBytes(StandardCharsets.US_ASCII), mode);
    }
}
