package io.polymeter.lab.world;

import io.polymeter.link.mqtt.Broker;
import io.polymeter.link.mqtt.BrokerConnection;
import io.polymeter.link.mqtt.BrokerSession.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A broker and who publishes a meter's values there each second, as sloppily as in the field.
final class SloppyBroker implements BrokerConnection.Opener {

    static final String TOPIC = "house/meter";
    static final String PRESENCE = "house/online";

    /// In which way they deviate.
    enum Habit implements Deviation {
        RIGHT(null),
        LACKS_A_FIELD("active-power.L2"),
        NULL(null),
        NOT_A_NUMBER(null),
        NO_NUMBER("active-power"),
        BROKEN_OFF("not JSON"),
        WITHOUT_TIME("its time is not in the document"),
        UNREADABLE_TIME("its time cannot be read"),
        OTHER_TIMES(null),
        OLD(null),
        IN_PARTS(null),
        SILENT("nothing comes any more"),
        OFFLINE(null),
        LOSES_US("refuses the connection"),
        KEPT(null);

        private final @Nullable String words;

        Habit(@Nullable String words) {
            this.words = words;
        }

        @Override
        public @Nullable String words() {
            return words;
        }
    }

    private final Network network;
    private final Supplier<Instant> wall;
    private final SplittableRandom random;
    private Habit habit = Habit.RIGHT;
    private @Nullable Connection open;

    /// @param wall the time of day
    SloppyBroker(Network network, Supplier<Instant> wall, SplittableRandom random) {
        this.network = network;
        this.wall = wall;
        this.random = random;
        network.timeline().in(Conditions.SECOND, this::publish);
    }

    /// Behaves so from now on.
    void turn(Habit next) {
        if (habit == Habit.OFFLINE) {
            send(PRESENCE, "online", false);
        }
        habit = next;
        if (next == Habit.OFFLINE) {
            send(PRESENCE, "offline", false);
        }
        Connection connection = open;
        if (connection != null && (next == Habit.LOSES_US || next == Habit.KEPT)) {
            connection.end();
        }
    }

    private void publish() {
        network.timeline().in(Conditions.SECOND, this::publish);
        long second = network.now() / Conditions.SECOND;
        switch (habit) {
            case SILENT, OFFLINE -> {}
            case IN_PARTS -> {
                // A field that a message lacks is no news.
                send(TOPIC, document(second), false);
                send(TOPIC, "{ \"voltage\": 231.5 }", false);
            }
            case BROKEN_OFF -> {
                String text = document(second);
                send(TOPIC, text.substring(0, text.length() / 2), false);
            }
            default -> send(TOPIC, document(second), false);
        }
    }

    private String document(long second) {
        int watts = SloppyMeter.watts(second);
        String power = switch (habit) {
            case NULL -> "null";
            case NOT_A_NUMBER -> "NaN";
            case NO_NUMBER -> "\"broken\"";
            default -> String.valueOf(watts);
        };
        String l2 = habit == Habit.LACKS_A_FIELD ? "other" : "l2";
        return "{ \"power\": %s, \"l1\": %d, \"%s\": 7, \"l3\": 0%s }".formatted(power, watts - 7, l2, time());
    }

    private String time() {
        Instant now = wall.get();
        return switch (habit) {
            case WITHOUT_TIME -> "";
            case UNREADABLE_TIME -> ", \"time\": \"a moment ago\"";
            case OTHER_TIMES ->
                switch (random.nextInt(4)) {
                    case 0 -> ", \"time\": " + now.toEpochMilli();
                    case 1 -> ", \"time\": \"" + now.getEpochSecond() + "\"";
                    case 2 -> ", \"time\": \"" + now.toString().replace('T', ' ') + "\"";
                    default -> ", \"time\": \"" + now.toString().replace("Z", "+0000") + "\"";
                };
            default -> ", \"time\": \"" + now + "\"";
        };
    }

    /// A message of ten minutes ago, as a broker keeps it, or a queue.
    private String old() {
        long second = Math.max(0, network.now() / Conditions.SECOND - 600);
        int watts = SloppyMeter.watts(second);
        return String.format(
                Locale.ROOT,
                "{ \"power\": %d, \"l1\": %d, \"l2\": 7, \"l3\": 0, \"time\": \"%s\" }",
                watts,
                watts - 7,
                wall.get().minus(Duration.ofMinutes(10)));
    }

    private void send(String topic, String text, boolean retained) {
        Connection connection = open;
        if (connection != null) {
            String said = habit == Habit.OLD && topic.equals(TOPIC) ? old() : text;
            Message message = new Message(topic, said.getBytes(StandardCharsets.UTF_8), 0, retained);
            network.timeline()
                    .in(
                            (2 + random.nextInt(20)) * Conditions.MS,
                            () -> network.timeline().tell(() -> connection.arrive(message)));
        }
    }

    @Override
    public BrokerConnection open(Broker broker, Consumer<Message> arrived, Runnable ended) throws IOException {
        if (habit == Habit.LOSES_US) {
            throw new IOException(broker.shown() + ": refuses the connection");
        }
        Connection connection = new Connection(arrived, ended);
        open = connection;
        return connection;
    }

    private final class Connection implements BrokerConnection {

        private final Consumer<Message> arrived;
        private final Runnable ended;
        private boolean over;

        private Connection(Consumer<Message> arrived, Runnable ended) {
            this.arrived = arrived;
            this.ended = ended;
        }

        private void arrive(Message message) {
            if (!over) {
                arrived.accept(message);
            }
        }

        private void end() {
            over = true;
            open = null;
            network.timeline().tell(ended);
        }

        @Override
        public void subscribe(List<String> topics, int qos) {
            send(PRESENCE, habit == Habit.OFFLINE ? "offline" : "online", true);
            if (habit == Habit.KEPT) {
                send(TOPIC, old(), true);
            }
        }

        @Override
        public void publish(Message message) {
            // Nobody listens.
        }

        @Override
        public void check() throws IOException {
            if (over) {
                throw new IOException("the broker ended the connection");
            }
        }

        @Override
        public void close() {
            over = true;
            if (open == this) {
                open = null;
            }
        }
    }
}
