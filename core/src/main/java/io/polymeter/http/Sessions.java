package io.polymeter.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Who has given the password. A session ends after half a day without a request, and after a week in any case. It
/// is known by a token of 256 random bits, of which only the hash is kept; there are at most 64, of which the
/// longest unused goes first.
final class Sessions {

    static final Duration IDLE = Duration.ofHours(12);
    static final Duration LONGEST = Duration.ofDays(7);
    static final int MAX_SESSIONS = 64;

    private final SecureRandom random = new SecureRandom();
    private final LongSupplier nanos;
    // Guarded by this; in the order of use.
    private final Map<String, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

    private record Session(long began, long used) {}

    /// @param nanos of a monotonic clock
    Sessions(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// A new token.
    synchronized String begin() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        long now = nanos.getAsLong();
        sessions.values().removeIf(session -> over(session, now));
        if (sessions.size() >= MAX_SESSIONS) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        sessions.put(hash(token), new Session(now, now));
        return token;
    }

    /// True if the token is of a session that goes on.
    synchronized boolean knows(String token) {
        String hash = hash(token);
        Session session = sessions.get(hash);
        long now = nanos.getAsLong();
        if (session == null || over(session, now)) {
            sessions.remove(hash);
            return false;
        }
        sessions.put(hash, new Session(session.began(), now));
        return true;
    }

    synchronized void end(String token) {
        sessions.remove(hash(token));
    }

    private static boolean over(Session session, long now) {
        return now - session.used() > IDLE.toNanos() || now - session.began() > LONGEST.toNanos();
    }

    private static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
