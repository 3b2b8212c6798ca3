package io.polymeter.link.modbus.proxy;

import io.polymeter.link.OutputStatistics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/// Counts for each client what it asked and got. For any thread; never waits.
final class ClientStatistics {

    /// Clients that are told apart; the rest is counted together.
    static final int MAX_CLIENTS = 64;

    private static final String OTHERS = "others";

    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

    /// What is counted of one client.
    static final class Tally {
        private final LongAdder requests = new LongAdder();
        private final LongAdder served = new LongAdder();
        private final LongAdder refused = new LongAdder();
        private final LongAdder shared = new LongAdder();
        private final LongAdder nanos = new LongAdder();
        private final LongAccumulator most = new LongAccumulator(Math::max, 0);

        /// It asked.
        public void asked() {
            requests.increment();
        }

        /// It was answered.
        ///
        /// @param took since it asked, in nanoseconds
        public void answered(boolean withData, long took) {
            (withData ? served : refused).increment();
            nanos.add(took);
            most.accumulate(took);
        }

        /// The device was not asked for it: another client had asked for the same.
        public void shared() {
            shared.increment();
        }

        private OutputStatistics.Client snapshot(String name) {
            long answers = served.sum() + refused.sum();
            return new OutputStatistics.Client(
                    name,
                    requests.sum(),
                    served.sum(),
                    refused.sum(),
                    shared.sum(),
                    answers == 0 ? 0 : nanos.sum() / answers,
                    most.get());
        }
    }

    /// The figures of a client, by its name.
    Tally of(String name) {
        Tally known = tallies.get(name);
        if (known != null) {
            return known;
        }
        // A few more may slip in at the same moment.
        return tallies.computeIfAbsent(tallies.size() < MAX_CLIENTS ? name : OTHERS, _ -> new Tally());
    }

    /// All figures, by name.
    List<OutputStatistics.Client> snapshot() {
        return tallies.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getValue().snapshot(entry.getKey()))
                .toList();
    }
}
