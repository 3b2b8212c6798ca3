package io.polymeter.app.live;

import io.polymeter.config.Configuration;
import io.polymeter.config.SecretFile;
import io.polymeter.config.Settings;
import io.polymeter.config.SettingsKinds;
import io.polymeter.config.yaml.Document;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The configuration of a running Polymeter. Whatever changes it, a signal, an editor or the API, goes through
/// here, one after the other.
public final class LiveConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.configuration");

    private final ConfigurationFile file;
    private final Wiring wiring;
    private final Polymeter polymeter;
    private final List<Consumer<Plan>> listeners = new CopyOnWriteArrayList<>();
    // Guarded by this: what the file held when it was last looked at.
    private byte @Nullable [] seen;
    // Guarded by this: what the file of secrets held then.
    private Map<String, String> kept;
    private volatile Message trouble = Message.verbatim("");

    /// Follows a file that was just read.
    ///
    /// @param path of the file that `polymeter` was started with
    /// @param polymeter runs what the file says
    public LiveConfiguration(Path path, Wiring wiring, Polymeter polymeter) {
        this.file = new ConfigurationFile(path);
        this.wiring = wiring;
        this.polymeter = polymeter;
        this.kept = secrets();
        try {
            byte[] text = file.read();
            seen = text;
            versions().keep(text);
        } catch (IOException e) {
            LOG.debug("{} can no longer be read", path, e);
        }
    }

    /// What a configuration may have.
    public SettingsKinds kinds() {
        return wiring.kinds();
    }

    /// Where the file is.
    public Path path() {
        return file.path();
    }

    /// Tells of every plan that runs from now on, on the thread of whoever changed it.
    public void onChange(Consumer<Plan> listener) {
        listeners.add(listener);
    }

    /// The text of the file.
    public byte[] text() throws IOException {
        return file.read();
    }

    /// The text before the last change that was made here; null where there is none.
    public byte @Nullable [] previous() throws IOException {
        return file.previous();
    }

    /// What is wrong with the file as it is now, for people; an empty message where it is what runs.
    public Message trouble() {
        return trouble;
    }

    /// Checks a text as if it were the file's. Opens nothing.
    public CheckedConfiguration check(byte[] text) {
        return check(text, Map.of());
    }

    /// The same, with secrets that are not kept yet.
    public CheckedConfiguration check(byte[] text, Map<String, String> secrets) {
        Configuration configuration = read(text, secrets);
        Plan plan = wiring.plan(configuration);
        return new CheckedConfiguration(configuration.problems().sorted(), plan);
    }

    /// The same for a person who asks before it is used: also whether this machine has what it needs.
    public CheckedConfiguration preview(byte[] text, Map<String, String> secrets) {
        Configuration configuration = read(text, secrets);
        Plan plan = wiring.plan(configuration);
        Settings wanted = configuration.settings();
        if (wanted != null) {
            MachineChecks.check(wanted, polymeter.plan().settings(), configuration.problems());
        }
        return new CheckedConfiguration(configuration.problems().sorted(), plan);
    }

    private Configuration read(byte[] text, Map<String, String> secrets) {
        return Configuration.parse(
                file.path(),
                text,
                name -> secrets.containsKey(name) ? secrets.get(name) : System.getenv(name),
                wiring.kinds());
    }

    /// Compares a text with what runs.
    ///
    /// @throws IOException if the file cannot be read
    public Trial trial(byte[] text) throws IOException {
        return trial(text, Map.of());
    }

    /// The same, with secrets that are not kept yet.
    ///
    /// @throws IOException if the file cannot be read
    public Trial trial(byte[] text, Map<String, String> secrets) throws IOException {
        CheckedConfiguration checked = preview(text, secrets);
        return Trial.of(LineDiff.of(lines(file.read()), lines(text)), polymeter.plan(), checked);
    }

    /// What would change from one text to another.
    public static List<LineDiff.Line> diff(byte[] before, byte[] after) {
        return LineDiff.of(lines(before), lines(after));
    }

    /// Every configuration that ran.
    public VersionStore versions() {
        return new VersionStore(polymeter.plan().settings().state());
    }

    private static List<String> lines(byte[] text) {
        return new String(text, StandardCharsets.UTF_8).lines().toList();
    }

    /// Writes a text to the file and goes over to it; with errors nothing is changed.
    ///
    /// @throws IOException with words for a person, if the file cannot be written; then nothing is changed
    public synchronized CheckedConfiguration apply(byte[] text) throws IOException {
        CheckedConfiguration checked = check(text);
        if (checked.plan() != null) {
            try {
                file.replace(text);
            } catch (FileSystemException e) {
                throw new IOException(
                        "the configuration cannot be written: " + e.getMessage() + " cannot be changed by user "
                                + System.getProperty("user.name"),
                        e);
            }
            seen = text;
            run(checked.plan());
            LOG.info("{} was changed and applied", file.path());
        }
        return checked;
    }

    /// Runs something else than the file says, for a while; the file is not written.
    ///
    /// @return what ran before, for [#restore]
    public synchronized Plan lend(Plan trial) {
        Plan before = polymeter.plan();
        polymeter.reload(trial);
        listeners.forEach(listener -> listener.accept(trial));
        return before;
    }

    /// Whether a plan that was lent still runs; false where the file has changed meanwhile.
    public synchronized boolean runs(Plan trial) {
        return polymeter.plan() == trial;
    }

    /// Goes back to what ran before, where what was lent still runs.
    public synchronized void restore(Plan trial, Plan before) {
        if (runs(trial)) {
            polymeter.reload(before);
            listeners.forEach(listener -> listener.accept(before));
        }
    }

    /// Goes back to the text before; a second time forth again.
    ///
    /// @return null where there is none
    public synchronized @Nullable CheckedConfiguration rollback() throws IOException {
        byte[] previous = file.previous();
        return previous == null ? null : apply(previous);
    }

    /// Reads the file again, also where it did not change: what it names may have.
    public synchronized void reload() {
        try {
            read(file.read());
        } catch (IOException e) {
            tell(Message.of("cannot-be-read", "cannot be read: {why}", Message.of(e)));
        }
    }

    /// What is kept in the file of secrets; nothing where it cannot be read.
    private Map<String, String> secrets() {
        try {
            return SecretFile.in(polymeter.plan().settings().state()).read();
        } catch (IOException e) {
            LOG.debug("the file of secrets cannot be read", e);
            return Map.of();
        }
    }

    /// Reads the file if it, or the file of secrets, holds something else than when it was last looked at.
    ///
    /// @return false where it is what it was
    synchronized boolean look() throws IOException {
        byte[] now = file.read();
        if (Arrays.equals(now, seen) && secrets().equals(kept)) {
            return false;
        }
        read(now);
        return true;
    }

    @Nullable
    Object stamp() {
        Object stamp = file.stamp();
        if (stamp == null) {
            return null;
        }
        Object other = new ConfigurationFile(
                        SecretFile.in(polymeter.plan().settings().state()).path())
                .stamp();
        return other == null ? stamp : List.of(stamp, other);
    }

    /// Looks at the file each second.
    public Link watch() {
        return new FileWatch(this);
    }

    private void read(byte[] text) {
        seen = text;
        kept = secrets();
        try {
            CheckedConfiguration checked = text.length > Document.MAX_SIZE ? tooLong(text) : check(text);
            checked.problems().forEach(problem -> LOG.warn("{}", problem));
            if (checked.plan() == null) {
                tell(checked.summary());
                return;
            }
            run(checked.plan());
            LOG.info("{} was reloaded", file.path());
        } catch (RuntimeException e) {
            LOG.error("the configuration was not reloaded; the previous one stays in use", e);
        }
    }

    private CheckedConfiguration tooLong(byte[] text) {
        return check(Arrays.copyOf(text, Document.MAX_SIZE + 1));
    }

    private void tell(Message what) {
        trouble = what;
        LOG.error("{}: {}; the previous configuration stays in use", file.path(), what);
    }

    private void run(Plan plan) {
        polymeter.reload(plan);
        trouble = Message.verbatim("");
        byte[] text = seen;
        if (text != null) {
            versions().keep(text);
        }
        listeners.forEach(listener -> listener.accept(plan));
    }
}
