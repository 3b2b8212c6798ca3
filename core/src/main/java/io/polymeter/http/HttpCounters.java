package io.polymeter.http;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/// What the server did and refused.
///
/// @param denied without the password, or of a foreign origin
/// @param limited log-ins that came too often
/// @param wrong every other error of a client
/// @param frames events sent
/// @param dropped events not sent, because the client had not taken those before
/// @param cut connections ended, because the client took or sent too slowly
/// @param crowded connections ended, because others needed their place
public record HttpCounters(
        LongAdder requests,
        LongAdder denied,
        LongAdder limited,
        LongAdder wrong,
        LongAdder frames,
        LongAdder dropped,
        LongAdder cut,
        LongAdder crowded) {

    public HttpCounters() {
        this(
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder());
    }

    void refused(HttpError refusal) {
        int status = refusal.reply().status();
        (status == 401 || status == 403 || status == 421 ? denied : status == 429 ? limited : wrong).increment();
    }

    public Map<String, Long> map() {
        Map<String, Long> map = new TreeMap<>();
        map.put("requests", requests.sum());
        map.put("refused-denied", denied.sum());
        map.put("refused-attempts", limited.sum());
        map.put("refused-wrong", wrong.sum());
        map.put("frames", frames.sum());
        map.put("frames-dropped", dropped.sum());
        map.put("cut-slow", cut.sum());
        map.put("cut-crowded", crowded.sum());
        return map;
    }
}
