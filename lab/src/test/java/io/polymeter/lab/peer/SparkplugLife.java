package io.polymeter.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A life of an edge node at a real broker, with a host that comes and goes, a meter that is lost, a rebirth, a power
/// cut, a request for the past and a clean end; and all that a host heard of it.
public final class SparkplugLife {

    private static final String REBIRTH = "{\"name\":\"Node Control/Rebirth\",\"type\":\"Boolean\",\"value\":true}";

    private static final String MOMENT =
            "{\"name\":\"Polymeter Control/Replay %s\",\"type\":\"DateTime\",\"value\":%d}";

    private final Path directory;
    private final List<SparkplugHost.Heard> heard = new ArrayList<>();
    private String brokerLog = "";
    private long online;
    private int rebirth;
    private int offline;
    private int back;
    private int killed;
    private int restarted;

    public SparkplugLife(Path directory) {
        this.directory = directory;
    }

    private static String configuration(Mosquitto broker) {
        return """
                site: { name: "Home" }
                meters:
                  grid: { simulate: summer-day }
                  pv:
                    fresh-for: { live: 2s }
                    mqtt: { broker: "%1$s", points: { active-power: { topic: house/pv } } }
                outputs:
                  fleet:
                    meters: all
                    sparkplug: { broker: "%1$s", group: north, node: site, primary-host: fleet, every: 200ms }
                """.formatted("mqtt://127.0.0.1:" + broker.port());
    }

    public void run() throws Exception {
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true", "log_type all");
                SparkplugHost host = new SparkplugHost(broker, directory)) {
            String text = configuration(broker);
            host.state(false, 100);
            first(broker, host, text);
            try (Polymeter second = Polymeter.run(directory, text)) {
                second.says("is the edge node");
                host.next(killed, "NBIRTH", "");
                host.next(killed, "DDATA", "grid");
                host.command("spBv1.0/north/NCMD/site", pastHour());
                host.next(killed, "NDATA", "");
                restarted = host.all().size();
            }
            host.next(restarted, "NDEATH", "");
            heard.addAll(host.all());
            brokerLog = broker.log();
        }
    }

    /// Nothing was kept of most of it, which the node says.
    private static String pastHour() {
        long now = System.currentTimeMillis();
        return MOMENT.formatted("From", now - 3_600_000) + "," + MOMENT.formatted("To", now);
    }

    private void first(Mosquitto broker, SparkplugHost host, String text) throws Exception {
        Polymeter polymeter = Polymeter.run(directory, text);
        Publisher pv = new Publisher(broker, "house/pv");
        try {
            polymeter.says("waits for the primary host fleet");
            host.state(true, 99);
            delivered(broker, 2);
            online = System.currentTimeMillis();
            host.state(true, 200);
            host.next(0, "DBIRTH", "grid");
            host.next(0, "DBIRTH", "pv");
            host.next(0, "DDATA", "grid");
            host.next(0, "DDATA", "pv");
            rebirth = host.all().size();
            host.command("spBv1.0/north/NCMD/site", REBIRTH);
            host.next(rebirth, "NBIRTH", "");
            host.next(rebirth, "DBIRTH", "grid");
            int lost = host.all().size();
            pv.close();
            host.next(lost, "DDEATH", "pv");
            host.state(false, 150);
            delivered(broker, 4);
            host.next(host.all().size(), "DDATA", "grid");
            offline = host.all().size();
            host.state(false, 300);
            host.next(offline, "NDEATH", "");
            back = host.all().size();
            host.state(true, 400);
            host.next(back, "NBIRTH", "");
            host.next(back, each -> each.historical() && each.device().equals("grid"), "what was measured meanwhile");
            killed = host.all().size();
            polymeter.kill();
            host.next(killed, "NDEATH", "");
        } finally {
            pv.close();
            if (polymeter.alive()) {
                polymeter.kill();
            }
        }
    }

    /// Waits until the node has got so many messages of its host.
    private static void delivered(Mosquitto broker, int count) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> broker.log()
                                .lines()
                                .filter(line -> line.contains("Sending PUBLISH to polymeter-")
                                        && line.contains("spBv1.0/STATE/fleet"))
                                .count()
                        >= count);
    }

    public List<SparkplugHost.Heard> all() {
        return heard;
    }

    public List<SparkplugHost.Heard> all(String type) {
        return heard.stream().filter(each -> each.type().equals(type)).toList();
    }

    /// From the command to be born again up to the next disturbance.
    public List<SparkplugHost.Heard> afterRebirth() {
        return heard.subList(rebirth, offline);
    }

    /// From the host's leave to its return.
    public List<SparkplugHost.Heard> whileOffline() {
        return heard.subList(offline, back);
    }

    /// From the host's return to the power cut.
    public List<SparkplugHost.Heard> afterReturn() {
        return heard.subList(back, killed);
    }

    /// Since the power cut.
    public List<SparkplugHost.Heard> afterKill() {
        return heard.subList(killed, heard.size());
    }

    /// When the host was there for the first time, milliseconds since 1970.
    public long online() {
        return online;
    }

    public String brokerLog() throws IOException {
        assertThat(brokerLog).isNotEmpty();
        return brokerLog;
    }

    /// Sessions: the births and what follows them, up to the death.
    public List<List<SparkplugHost.Heard>> sessions() {
        List<List<SparkplugHost.Heard>> sessions = new ArrayList<>();
        for (SparkplugHost.Heard each : heard) {
            if (each.type().equals("NCMD")) {
                continue;
            }
            if (each.type().equals("NBIRTH")) {
                sessions.add(new ArrayList<>());
            }
            sessions.getLast().add(each);
        }
        return sessions;
    }
}
