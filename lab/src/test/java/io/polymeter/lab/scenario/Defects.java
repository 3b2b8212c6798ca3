package io.polymeter.lab.scenario;

import io.polymeter.lab.world.Sabotage;
import io.polymeter.link.Clock;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.profile.Profile;
import io.polymeter.register.RegisterImage;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterState;
import io.polymeter.store.MeterStore;
import io.polymeter.view.FreshnessPolicy;
import io.polymeter.view.Mirror;
import io.polymeter.view.RegisterView;
import io.polymeter.view.Served;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/// Defects as they were seen in programs of this kind.
final class Defects {

    private static final Mirror HONEST = new Mirror(new FreshnessPolicy(Profile.WhenStale.EXCEPTION, Map.of()), true);

    private Defects() {}

    /// One timestamp for everything: whatever arrives refreshes all.
    static Sabotage sharedTimestamp() {
        return viewed((state, address, quantity, now) -> {
            long newest = newest(state.image(), 0, 0x10000);
            return HONEST.read(stamped(state, (_, _) -> newest), address, quantity, now);
        });
    }

    /// The poll of counters refreshes what is pushed.
    static Sabotage pollRefreshesPush() {
        return viewed((state, address, quantity, now) -> {
            long polled = newest(state.image(), 512, 8192);
            return HONEST.read(
                    stamped(state, (at, instant) -> at < 148 ? Math.max(instant, polled) : instant),
                    address,
                    quantity,
                    now);
        });
    }

    /// Old values are shown for ever.
    static Sabotage ageIgnored() {
        Mirror holding = new Mirror(new FreshnessPolicy(Profile.WhenStale.HOLD, Map.of()), true);
        return viewed(holding);
    }

    /// What was never received is shown as zeros.
    static Sabotage absentIsZero() {
        return viewed((state, address, quantity, now) -> switch (HONEST.read(state, address, quantity, now)) {
            case Served.Refused refused
            when refused.reason() == Served.Reason.NOT_RECEIVED -> new Served.Data(Words.wrap(new byte[2 * quantity]));
            case Served other -> other;
        });
    }

    /// A reply is put together from two states.
    static Sabotage mixedStates() {
        MeterState[] before = new MeterState[1];
        return viewed((state, address, quantity, now) -> {
            MeterState older = before[0] == null ? state : before[0];
            before[0] = state;
            Words first = older.image().words(address, quantity);
            Served now2 = HONEST.read(state, address, quantity, now);
            if (first == null || !(now2 instanceof Served.Data(Words second))) {
                return now2;
            }
            byte[] bytes = new byte[2 * quantity];
            first.copyTo(0, quantity / 2, bytes, 0);
            second.copyTo(quantity / 2, quantity - quantity / 2, bytes, 2 * (quantity / 2));
            return new Served.Data(Words.wrap(bytes));
        });
    }

    /// Registers stand one place off.
    static Sabotage shiftedByOne() {
        return viewed((state, address, quantity, now) ->
                HONEST.read(state, address < 40 ? address + 1 : address, quantity, now));
    }

    /// A fresh value is refused because of an older one elsewhere.
    static Sabotage oneGroupForAll() {
        return viewed((state, address, quantity, now) -> {
            long oldest = state.image().segments().stream()
                    .filter(segment -> segment.address() < 8192)
                    .mapToLong(RegisterImage.Segment::instant)
                    .min()
                    .orElse(now);
            return HONEST.read(stamped(state, (_, _) -> oldest), address, quantity, now);
        });
    }

    /// A reply is the answer to the request before.
    static Sabotage oneReplyBehind() {
        return new Sabotage() {
            @Override
            public RequestHandler handler(MeterStore meters, Clock clock, RequestHandler handler) {
                Answer[] before = new Answer[1];
                return (unit, request, peer) -> {
                    Answer answer = handler.handle(unit, request, peer);
                    Answer said = before[0] == null ? answer : before[0];
                    before[0] = answer;
                    return request instanceof Request.ReadHoldingRegisters && said instanceof Response.ReadRegisters
                            ? said
                            : answer;
                };
            }
        };
    }

    /// Anybody may write.
    static Sabotage anybodyMayWrite() {
        return new Sabotage() {
            @Override
            public RequestHandler handler(MeterStore meters, Clock clock, RequestHandler handler) {
                Peer meter = new Trusted(InetAddress.ofLiteral("192.168.178.100"));
                return (unit, request, peer) -> handler.handle(unit, request, meter);
            }

            @Override
            public boolean admits(boolean honest) {
                return true;
            }
        };
    }

    /// Writes are applied word by word as they come, in values or not.
    static Sabotage halvesApplied() {
        return new Sabotage() {
            @Override
            public RequestHandler handler(MeterStore meters, Clock clock, RequestHandler handler) {
                return (unit, request, peer) -> {
                    Answer answer = handler.handle(unit, request, peer);
                    if (request instanceof Request.WriteMultipleRegisters(int address, Words values)
                            && answer instanceof Response.WriteMultiple) {
                        meter(meters).update(state -> state.with(state.image().with(address, values, clock.nanos())));
                    }
                    return answer;
                };
            }
        };
    }

    /// Age is measured by the time of day.
    static Sabotage timeOfDay() {
        return new Sabotage() {
            @Override
            public Clock clock(Clock clock) {
                return new WallDriven(clock, clock.wall());
            }
        };
    }

    private record Trusted(InetAddress address) implements Peer {
        @Override
        public @Nullable X509Certificate certificate() {
            return null;
        }

        @Override
        public String name() {
            return "somebody";
        }

        @Override
        public void close() {}
    }

    private record WallDriven(Clock clock, Instant beginning) implements Clock {
        @Override
        public long nanos() {
            return Duration.between(beginning, clock.wall()).toNanos();
        }

        @Override
        public Instant wall() {
            return clock.wall();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            clock.sleep(time);
        }

        @Override
        public Signal signal() {
            return clock.signal();
        }
    }

    /// Answers the reads of the output on the network.
    private static Sabotage viewed(RegisterView view) {
        return new Sabotage() {
            @Override
            public RequestHandler handler(MeterStore meters, Clock clock, RequestHandler handler) {
                return (unit, request, peer) -> {
                    Answer honest = handler.handle(unit, request, peer);
                    if (!(request instanceof Request.ReadHoldingRegisters(int address, int quantity)) || unit != 7) {
                        return honest;
                    }
                    return switch (view.read(meter(meters).state(), address, quantity, clock.nanos())) {
                        case Served.Data(Words words) -> new Response.ReadRegisters(3, words);
                        case Served.Refused refused -> new Response.Refusal(3, refused.code());
                        case Served.Silent _ -> Answer.SILENCE;
                    };
                };
            }
        };
    }

    private static Meter meter(MeterStore meters) {
        return meters.find("grid").orElseThrow();
    }

    private static MeterState stamped(MeterState state, ToLongBiFunction<Integer, Long> instant) {
        RegisterImage image = state.image();
        for (RegisterImage.Segment segment : state.image().segments()) {
            long moment = instant.applyAsLong(segment.address(), segment.instant());
            image = image.with(segment.address(), segment.words(), moment);
        }
        return state.with(image);
    }

    private static long newest(RegisterImage image, int from, int until) {
        return image.segments().stream()
                .filter(segment -> segment.address() >= from && segment.address() < until)
                .mapToLong(RegisterImage.Segment::instant)
                .max()
                .orElse(0);
    }
}
