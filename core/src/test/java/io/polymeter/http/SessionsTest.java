package io.polymeter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private final AtomicLong nanos = new AtomicLong(-5);

    @Test
    void aSessionEndsWhenItIsNotUsed() {
        Sessions sessions = new Sessions(nanos::get);
        String token = sessions.begin();
        nanos.addAndGet(Sessions.IDLE.toNanos());
        assertThat(sessions.knows(token)).isTrue();
        nanos.addAndGet(Sessions.IDLE.toNanos() + 1);
        assertThat(sessions.knows(token)).isFalse();
    }

    @Test
    void aSessionEndsAfterAWeekHoweverMuchItIsUsed() {
        Sessions sessions = new Sessions(nanos::get);
        String token = sessions.begin();
        for (long time = 0; time < Sessions.LONGEST.toNanos(); time += Sessions.IDLE.toNanos()) {
            assertThat(sessions.knows(token)).isTrue();
            nanos.addAndGet(Sessions.IDLE.toNanos());
        }
        nanos.incrementAndGet();
        assertThat(sessions.knows(token)).isFalse();
    }

    @Test
    void ofTooManySessionsTheLongestUnusedGoes() {
        Sessions sessions = new Sessions(nanos::get);
        String first = sessions.begin();
        String second = sessions.begin();
        Set<String> tokens = new HashSet<>();
        for (int i = 2; i < Sessions.MAX_SESSIONS; i++) {
            tokens.add(sessions.begin());
        }
        assertThat(tokens).hasSize(Sessions.MAX_SESSIONS - 2).allMatch(token -> token.length() == 43);
        assertThat(sessions.knows(first)).isTrue();
        sessions.begin();
        assertThat(sessions.knows(second)).isFalse();
        assertThat(sessions.knows(first)).isTrue();
    }

    @Test
    void attemptsFromManyAddressesAreLimitedTogether() throws Exception {
        LoginThrottle attempts = new LoginThrottle(nanos::get);
        int allowed = 0;
        for (int i = 0; i < 200; i++) {
            allowed += attempts.take(InetAddress.getByName("10.0.0." + i)) == 0 ? 1 : 0;
        }
        assertThat(allowed).isEqualTo(17);
        nanos.addAndGet(3_000_000_000L);
        assertThat(attempts.take(InetAddress.getByName("10.0.1.1"))).isZero();
        assertThat(attempts.take(InetAddress.getByName("10.0.1.2"))).isPositive();
    }

    @Test
    void aNetworkOfManyIpv6AddressesIsOneAddress() throws Exception {
        LoginThrottle attempts = new LoginThrottle(nanos::get);
        for (int i = 0; i < 5; i++) {
            assertThat(attempts.take(InetAddress.getByName("2001:db8::" + i))).isZero();
        }
        assertThat(attempts.take(InetAddress.getByName("2001:db8::ffff"))).isPositive();
        nanos.addAndGet(12_000_000_000L);
        assertThat(attempts.take(InetAddress.getByName("2001:db8::abcd"))).isZero();
    }

    @Test
    void aPasswordMayBeConfiguredAsItsHash() {
        String hash = PasswordHash.of("grün 1").text();
        assertThat(hash).startsWith("pbkdf2-sha256$120000$").doesNotContain("grün");
        assertThat(PasswordHash.configured(hash).matches("grün 1")).isTrue();
        assertThat(PasswordHash.configured(hash).matches(hash)).isFalse();
        assertThat(PasswordHash.configured("plain").matches("plain")).isTrue();
        assertThat(PasswordHash.configured("plain").matches("")).isFalse();
        assertThat(PasswordHash.configured("pbkdf2-sha256$x").matches("pbkdf2-sha256$x"))
                .isTrue();
        assertThat(PasswordHash.of("a")).hasToString("•••");
    }
}
