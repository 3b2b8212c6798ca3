package io.polymeter.lab.world;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Mbap;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Rtu;
import io.polymeter.modbus.Words;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A meter with a SunSpec chain that answers as devices in the field do. Each second it has another power, with another
/// scale factor, and its counter goes on by what that comes to.
final class SloppyMeter {

    static final int UNIT = 3;
    static final int PORT = 502;

    /// In which way it deviates.
    enum Habit implements Deviation {
        RIGHT,
        OTHER_TRANSACTION,
        LONG_EXCEPTION,
        SURPLUS,
        HEARTBEAT,
        OTHER_UNIT,
        TWICE,
        LATE,
        SILENT,
        REFUSES,
        SHORT,
        NO_LONG_READS,
        TORN,
        RESETS,
        WRONG_CHECKSUM,
        FOREIGN,
        MOVES,
        MISSTATED,
        ECHOES,
        NOISY,
        UNPLUGGED;

        @Override
        public @Nullable String words() {
            return null;
        }

        /// The same where it is known how the meter is connected.
        @Nullable
        String field(boolean serial) {
            return switch (this) {
                case UNPLUGGED -> serial ? "there is no /dev/ttyUSB0" : null;
                case ECHOES -> serial ? "echo" : null;
                case OTHER_TRANSACTION -> serial ? null : "other-transaction-id";
                case SURPLUS, HEARTBEAT -> "surplus-bytes";
                case OTHER_UNIT -> "other-unit";
                case FOREIGN -> serial ? "foreign-replies" : null;
                case WRONG_CHECKSUM -> serial ? "wrong-checksum" : null;
                default -> null;
            };
        }
    }

    private static final int SECOND = 1_000_000_000;
    private static final int CYCLE = 327;

    /// What it uses in a cycle, Wh: each power once.
    private static final double EACH_CYCLE = 10.0 * CYCLE * (CYCLE - 1) / 2 / 3600;
    private static final int LONGEST = 50;
    private static final int[] CODES = {2, 3, 4, 5, 6, 11};

    private final Network network;
    private final SplittableRandom random;
    private final boolean serial;
    private Habit habit = Habit.RIGHT;
    private int common = 66;
    private int said = 66;
    private double energy = 1_000_000;
    private long counted;
    /// When the last reply leaves the line.
    private long lastDue;

    private Wire.@Nullable End present;
    private final @Nullable SerialBus bus;

    /// @param serial true for a serial line behind TCP
    SloppyMeter(Network network, String address, boolean serial, SplittableRandom random) {
        this.network = network;
        this.serial = serial;
        this.random = random;
        this.bus = null;
        network.open(address, PORT, (end, _) -> {
            present = end;
            end.listen(new Connection(end));
        });
    }

    /// On a serial line of ours.
    SloppyMeter(Network network, SerialBus bus, SplittableRandom random) {
        this.network = network;
        this.serial = true;
        this.random = random;
        this.bus = bus;
        Connection line = new Connection(null);
        bus.listen(line::received);
    }

    /// Behaves so from now on.
    void turn(Habit next) {
        habit = next;
        SerialBus ours = bus;
        if (ours != null && next == Habit.UNPLUGGED) {
            ours.unplug(Long.MAX_VALUE);
        } else if (ours != null) {
            ours.plug();
        }
        if (next == Habit.MOVES) {
            common = common == 66 ? 65 : 66;
            said = common;
        } else if (next == Habit.MISSTATED) {
            said = random.nextBoolean() ? 15 : 40;
        }
    }

    /// The power in a second, in watts; no two within five minutes are alike.
    static int watts(long second) {
        return (int) (10 * (second * 37 % CYCLE));
    }

    /// Whether it had this power at some time between these moments, in ns.
    static boolean had(long from, long to, double power) {
        for (long second = Math.max(0, from / SECOND); second <= to / SECOND; second++) {
            if (Math.abs(watts(second) - power) < 0.01) {
                return true;
            }
        }
        return false;
    }

    /// What the counter should say at the beginning of a second.
    static double energy(long second) {
        long cycles = second / CYCLE;
        double sum = 1_000_000 + cycles * EACH_CYCLE;
        for (long i = cycles * CYCLE; i < second; i++) {
            sum += watts(i) / 3600.0;
        }
        return sum;
    }

    private Map<Integer, Integer> registers() {
        long second = network.now() / SECOND;
        for (; counted < second; counted++) {
            energy += watts(counted) / 3600.0;
        }
        Map<Integer, Integer> registers = new HashMap<>();
        put(registers, 40000, 0x5375, 0x6e53, 1, said);
        put(registers, 40004, new int[common]);
        int at = 40004 + common;
        int[] model = new int[105];
        Arrays.fill(model, 0x8000);
        int factor = (int) (second % 3) - 1;
        int raw = (int) Math.round(watts(second) * Math.pow(10, -factor));
        model[16] = raw;
        model[17] = raw - 7;
        model[18] = 3;
        model[19] = 4;
        model[20] = factor;
        long wattHours = (long) energy;
        model[44] = (int) (wattHours >>> 16);
        model[45] = (int) (wattHours & 0xffff);
        model[52] = 0;
        put(registers, at, 203, 105);
        put(registers, at + 2, model);
        put(registers, at + 107, 0xffff, 0);
        return registers;
    }

    private static void put(Map<Integer, Integer> to, int at, int... words) {
        for (int i = 0; i < words.length; i++) {
            to.put(at + i, words[i] & 0xffff);
        }
    }

    private Response answer(int unit, int function, int at, int count) {
        boolean sometimes = random.nextInt(10) < 4;
        if (unit != UNIT || function != 3) {
            return new Response.Refusal(function, ExceptionCode.ILLEGAL_FUNCTION);
        }
        if (habit == Habit.REFUSES && sometimes || habit == Habit.LONG_EXCEPTION && sometimes) {
            ExceptionCode code = ExceptionCode.of(CODES[random.nextInt(CODES.length)]);
            return new Response.Refusal(3, code == null ? ExceptionCode.SERVER_DEVICE_BUSY : code);
        }
        if (habit == Habit.NO_LONG_READS && count > LONGEST) {
            return new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_VALUE);
        }
        Map<Integer, Integer> registers = registers();
        int[] words = new int[count];
        for (int i = 0; i < count; i++) {
            Integer word = registers.get(at + i);
            if (word == null) {
                return new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS);
            }
            words[i] = word;
        }
        int shown = habit == Habit.SHORT && sometimes && count > 1 ? count - 1 : count;
        return new Response.ReadRegisters(3, Words.of(Arrays.copyOf(words, shown)));
    }

    /// One connection: requests for registers alone.
    private final class Connection implements Wire.Ear {

        private final Wire.@Nullable End end;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();

        Connection(Wire.@Nullable End end) {
            this.end = end;
        }

        /// Sends to whoever is connected; a converter has one line, whoever asked.
        private void send(byte[] bytes) {
            Wire.End to = serial && present != null ? present : end;
            if (bus != null) {
                bus.arrive(bytes);
            } else if (to != null && to.isOpen()) {
                to.send(bytes, null);
            }
        }

        private void abort() {
            if (end != null) {
                end.abort();
            }
        }

        @Override
        public void received(byte[] bytes) {
            if (habit == Habit.ECHOES && serial) {
                byte[] echo = bytes.clone();
                network.timeline().in(2 * Conditions.MS, () -> send(echo));
            }
            held.writeBytes(bytes);
            int length = serial ? 8 : 12;
            while (held.size() >= length) {
                byte[] all = held.toByteArray();
                held.reset();
                held.write(all, length, all.length - length);
                ByteBuffer in = ByteBuffer.wrap(all);
                int transaction = serial ? 0 : in.getShort() & 0xffff;
                in.position(serial ? 0 : 6);
                int unit = in.get() & 0xff;
                reply(transaction, unit, answer(unit, in.get(), in.getShort() & 0xffff, in.getShort() & 0xffff));
            }
        }

        private void reply(int transaction, int unit, Response response) {
            int id = habit == Habit.OTHER_TRANSACTION ? transaction + 1 & 0xffff : transaction;
            int name = habit == Habit.OTHER_UNIT ? 1 : unit;
            boolean sometimes = random.nextInt(10) < 4;
            byte[] frame = frame(id, name, response);
            switch (habit) {
                case SILENT -> {
                    if (!sometimes) {
                        late(frame, 0);
                    }
                }
                case RESETS -> {
                    if (sometimes) {
                        abort();
                    } else {
                        late(frame, 0);
                    }
                }
                case LATE -> late(frame, (sometimes ? 600L + random.nextInt(2400) : 1) * Conditions.MS);
                case TORN -> {
                    int cut = 1 + random.nextInt(frame.length - 1);
                    send(Arrays.copyOf(frame, cut));
                    byte[] rest = Arrays.copyOfRange(frame, cut, frame.length);
                    network.timeline().in(20 * Conditions.MS, () -> send(rest));
                }
                default -> late(frame, 0);
            }
        }

        /// A converter sends what comes from the line to whoever is connected then, in the order in which it was asked.
        private void late(byte[] frame, long delay) {
            long due = network.now() + delay + (serial ? 15 * Conditions.MS : 0);
            if (serial) {
                due = Math.max(due, lastDue);
                lastDue = due;
            }
            network.timeline().at(due, () -> send(frame));
        }

        private byte[] frame(int transaction, int unit, Response response) {
            ByteBuffer out = ByteBuffer.allocate(700);
            if (habit == Habit.HEARTBEAT) {
                out.put((byte) 0);
            }
            if (habit == Habit.NOISY && serial) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    out.put((byte) random.nextInt(256));
                }
            }
            if (habit == Habit.FOREIGN && serial) {
                Rtu.encode(9, new Response.ReadRegisters(3, Words.of(1, 2, 3)), out);
            }
            for (int i = 0; i < (habit == Habit.TWICE && !serial ? 2 : 1); i++) {
                if (serial) {
                    Rtu.encode(unit, response, out);
                } else {
                    Mbap.encode(transaction, unit, response, out);
                }
            }
            if (habit == Habit.LONG_EXCEPTION && !serial && response instanceof Response.Refusal) {
                out.put(5, (byte) 4);
            }
            if (habit == Habit.SURPLUS) {
                out.put((byte) 0);
            }
            byte[] frame = Arrays.copyOf(out.array(), out.position());
            if (habit == Habit.WRONG_CHECKSUM && serial && random.nextInt(10) < 4) {
                frame[frame.length / 2] ^= 0x10;
            }
            return frame;
        }

        @Override
        public void ended(boolean reset) {
            abort();
        }
    }
}
