package io.polymeter.app.live;

import io.polymeter.config.yaml.Problem;
import io.polymeter.link.Clock;
import io.polymeter.link.Health;
import io.polymeter.link.Reconfiguration;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a configuration from afar on trial. It is kept if the way over which it came, and all that worked before and
/// is still there,
/// work for some minutes; else the one before comes back by itself, also where the program was ended during the trial.
public final class RemoteConfiguration implements Reconfiguration {

    /// How long a configuration is on trial.
    public static final Duration TRIAL = Duration.ofMinutes(5);

    /// How long something may not work, e.g. because it connects anew.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.configuration");

    private final LiveConfiguration configuration;
    private final Polymeter polymeter;
    private final Path directory;
    private final Path mark;
    private final Duration trial;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile State state;

    /// @param directory the state directory, where it is noted that a trial is under way
    /// @param trial how long a configuration is on trial
    public RemoteConfiguration(LiveConfiguration configuration, Polymeter polymeter, Path directory, Duration trial) {
        this.configuration = configuration;
        this.polymeter = polymeter;
        this.directory = directory;
        this.mark = directory.resolve("configuration-on-trial");
        this.trial = trial;
        this.state = kept("");
    }

    /// Goes back to the configuration before, if the program ended during a trial.
    public void recover() {
        if (Files.exists(mark)) {
            rollBack("the program was ended during the trial");
        }
    }

    @Override
    public State state() {
        State known = state;
        if (known.phase() == Phase.KEPT && !known.hash().equals(current())) {
            known = kept("");
            state = known;
        }
        return known;
    }

    @Override
    public void offer(byte[] text, String link) {
        if (!busy.compareAndSet(false, true)) {
            LOG.warn("{}: a configuration is refused, because another one is on trial", link);
            return;
        }
        Thread.ofVirtual().name("configuration-trial").start(() -> {
            try {
                take(text, link);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                busy.set(false);
            }
        });
    }

    private void take(byte[] text, String link) throws InterruptedException {
        String hash = hash(text);
        List<String> worked = working();
        try {
            CheckedConfiguration checked = configuration.check(text);
            if (checked.plan() == null) {
                String first = checked.problems().stream()
                        .filter(Problem::isError)
                        .findFirst()
                        .map(Problem::toString)
                        .orElse(checked.summary().text());
                state = new State(hash, Phase.REFUSED, first);
                return;
            }
            LOG.info("{}: another configuration is on trial for {} s", link, trial.toSeconds());
            Files.createDirectories(directory);
            Files.writeString(mark, hash);
            state = new State(hash, Phase.ON_TRIAL, "");
            configuration.apply(text);
        } catch (IOException e) {
            delete();
            state = new State(hash, Phase.REFUSED, String.valueOf(e.getMessage()));
            return;
        }
        watch(hash, link, worked);
    }

    private void watch(String hash, String link, List<String> worked) throws InterruptedException {
        Clock clock = polymeter.clock();
        long begun = clock.nanos();
        long well = begun;
        while (clock.nanos() - begun < trial.toNanos()) {
            clock.sleep(LOOK);
            if (!hash.equals(current())) {
                delete();
                state = kept("it was changed here");
                return;
            }
            String trouble = trouble(link, worked);
            if (trouble.isEmpty()) {
                well = clock.nanos();
            } else if (clock.nanos() - well > Math.min(PATIENCE.toNanos(), trial.toNanos() / 2)) {
                rollBack(trouble);
                return;
            }
        }
        String trouble = trouble(link, worked);
        if (!trouble.isEmpty()) {
            rollBack(trouble);
            return;
        }
        delete();
        LOG.info("{}: the configuration is kept", link);
        state = kept("");
    }

    private List<String> working() {
        return polymeter.snapshot().links().stream()
                .filter(link -> link.state() == Health.State.UP)
                .map(Snapshot.Link::name)
                .toList();
    }

    /// What does not work, empty where all does.
    private String trouble(String way, List<String> worked) {
        List<Snapshot.Link> links = polymeter.snapshot().links();
        if (links.stream().noneMatch(link -> link.name().equals(way))) {
            return way + " is not there any more";
        }
        return links.stream()
                .filter(link -> link.name().equals(way) || worked.contains(link.name()))
                .filter(link -> link.state() != Health.State.UP)
                .findFirst()
                .map(link -> link.name() + ": " + link.reason())
                .orElse("");
    }

    private void rollBack(String reason) {
        String hash = current();
        try {
            configuration.rollback();
            LOG.warn("the configuration before is back: {}", reason);
            state = new State(hash, Phase.ROLLED_BACK, reason);
        } catch (IOException e) {
            LOG.error("the configuration before cannot be brought back: {}", e.getMessage());
            state = new State(hash, Phase.KEPT, "the one before cannot be brought back");
        }
        delete();
    }

    private void delete() {
        try {
            Files.deleteIfExists(mark);
        } catch (IOException e) {
            LOG.error("{} cannot be deleted: {}", mark, e.getMessage());
        }
    }

    private State kept(String reason) {
        return new State(current(), Phase.KEPT, reason);
    }

    /// Of the file as it is.
    private String current() {
        try {
            return hash(configuration.text());
        } catch (IOException _) {
            return "";
        }
    }

    private static String hash(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
