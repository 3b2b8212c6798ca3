package io.polymeter.fleet.api;

import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.TopicTable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// Signs sessions with a key that all engines of a fleet share, so that a session begun at one is known at each. Safe
/// for several threads.
final class SessionKey implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String NAME = "session";
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final TopicTable table;
    private volatile byte @Nullable [] key;

    /// Opens the one there is, or makes one.
    SessionKey(KafkaAccess kafka) {
        table = new TopicTable(kafka, kafka.topics().secrets(), (name, bytes) -> {
            if (NAME.equals(name) && bytes != null) {
                key = bytes;
            }
        });
        try {
            table.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (key == null) {
            byte[] made = new byte[32];
            RANDOM.nextBytes(made);
            // Where two make one at once, both take over the later one when they hear it.
            key = made;
            try (Producer<String, byte[]> producer = kafka.producer()) {
                var _ = producer.send(new ProducerRecord<>(kafka.topics().secrets(), NAME, made));
                producer.flush();
            }
        }
    }

    /// A token that says who it is for and until when.
    ///
    /// @param until milliseconds since 1970 UTC
    String sign(String name, long until) {
        String said = TEXT.encodeToString((until + " " + name).getBytes(StandardCharsets.UTF_8));
        return said + "." + TEXT.encodeToString(mac(said));
    }

    /// Who a token is for; empty where it is none of ours, or over.
    Optional<String> read(String token, long now) {
        try {
            String[] parts = token.split("\\.", 2);
            if (parts.length < 2
                    || !MessageDigest.isEqual(
                            mac(parts[0]), Base64.getUrlDecoder().decode(parts[1]))) {
                return Optional.empty();
            }
            String said = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
            int space = said.indexOf(' ');
            return Long.parseLong(said.substring(0, space)) < now
                    ? Optional.empty()
                    : Optional.of(said.substring(space + 1));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private byte[] mac(String said) {
        byte[] present = key;
        if (present == null) {
            throw new IllegalStateException("there is no key for sessions");
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(present, "HmacSHA256"));
            return mac.doFinal(said.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        table.close();
    }
}
