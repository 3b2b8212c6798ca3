package io.polymeter.http;

import io.polymeter.message.Message;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Limits how often a password may be tried: five times at once and then once in twelve seconds from one address
/// (of IPv6, one network), and four times as often from all together. Whoever logged in before from an address is not
/// kept out by what others do, and may try five times at once and then once a second even where somebody guesses from
/// the same address.
/// Remembers a bounded number of addresses.
public final class LoginThrottle {

    private static final int AT_ONCE = 5;
    private static final long PAUSE = 12_000_000_000L;
    private static final long KNOWN_PAUSE = 1_000_000_000L;
    private static final int ALL = 4;
    private static final int REMEMBERED = 1000;

    private final LongSupplier nanos;
    // Guarded by this: until when the allowance of an address is used up, in the order of use.
    private final Map<String, Long> until = new LinkedHashMap<>(16, 0.75f, true);
    // Guarded by this: when an address that logged in before may try again, in the order of use.
    private final Map<String, Long> known = new LinkedHashMap<>(16, 0.75f, true);
    private long untilAll;

    /// @param nanos of a monotonic clock
    public LoginThrottle(LongSupplier nanos) {
        this.nanos = nanos;
        this.untilAll = nanos.getAsLong();
    }

    /// Takes an attempt.
    ///
    /// @throws HttpError with status 429 where it comes too early
    public void attempt(InetAddress address) throws HttpError {
        long wait = take(address);
        if (wait > 0) {
            throw new HttpError(
                            429, Message.of("too-many-attempts-try", "too many attempts; try again in {wait} s", wait))
                    .with("Retry-After", String.valueOf(wait));
        }
    }

    /// Takes an attempt.
    ///
    /// @return 0, or after how many seconds the next attempt is allowed
    synchronized long take(InetAddress address) {
        long now = nanos.getAsLong();
        String key = key(address);
        Long next = known.get(key);
        if (next != null) {
            long used = later(next, now);
            long left = used - now - (AT_ONCE - 1) * KNOWN_PAUSE;
            if (left > 0) {
                return left / 1_000_000_000L + 1;
            }
            known.put(key, used + KNOWN_PAUSE);
            return 0;
        }
        long mine = later(until.getOrDefault(key, now), now);
        long all = later(untilAll, now);
        long wait = Math.max(mine - now - (AT_ONCE - 1) * PAUSE, all - now - (AT_ONCE - 1) * PAUSE);
        if (wait > 0) {
            return wait / 1_000_000_000L + 1;
        }
        until.put(key, mine + PAUSE);
        untilAll = all + PAUSE / ALL;
        if (until.size() > REMEMBERED) {
            until.remove(until.keySet().iterator().next());
        }
        return 0;
    }

    /// The attempt was right: it does not count, and its address is known from now on.
    public synchronized void right(InetAddress address) {
        String key = key(address);
        until.remove(key);
        known.put(key, nanos.getAsLong());
        if (known.size() > REMEMBERED) {
            known.remove(known.keySet().iterator().next());
        }
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }

    private static String key(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
    }
}
