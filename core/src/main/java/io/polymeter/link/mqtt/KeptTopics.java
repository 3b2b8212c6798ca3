package io.polymeter.link.mqtt;

import io.polymeter.trust.SafeFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The topics under which brokers keep something of ours, in a file of the state directory: so that what is no longer
/// configured can be taken back, also after a restart.
final class KeptTopics {

    private static final Pattern ADDRESS = Pattern.compile("mqtts?://([\\w.-]+|\\[[\\w:.]+]):\\d{1,5}");
    private static final String HEADER = "polymeter mqtt topics 1";

    private final Path state;
    private final Path file;
    /// Guarded by this.
    private final KeptLogins logins;
    /// Lines `broker TAB topic`. Guarded by this; null: not read yet.
    private @Nullable Set<String> lines;

    /// @param state the state directory
    KeptTopics(Path state) {
        this.state = state;
        this.file = state.resolve("mqtt-topics");
        this.logins = new KeptLogins(state.resolve("mqtt-logins"));
    }

    /// Notes topics before something is published there.
    ///
    /// @throws IOException in words
    synchronized void add(Broker broker, Collection<String> topics) throws IOException {
        if (topics.isEmpty()) {
            return;
        }
        // First: what this cannot write must not count as noted.
        logins.keep(broker);
        Set<String> known = read();
        boolean added = false;
        for (String topic : topics) {
            added |= known.add(broker.shown() + "\t" + topic);
        }
        if (added) {
            write(known);
        }
    }

    /// The topics at a broker.
    ///
    /// @throws IOException in words
    synchronized List<String> of(String broker) throws IOException {
        List<String> topics = new ArrayList<>();
        for (String line : read()) {
            if (line.startsWith(broker + "\t")) {
                topics.add(line.substring(broker.length() + 1));
            }
        }
        return topics;
    }

    /// The topics at a broker that are not wanted.
    ///
    /// @throws IOException in words
    List<String> gone(String broker, WantedTopics wanted) throws IOException {
        return of(broker).stream().filter(topic -> !wanted.has(topic)).toList();
    }

    /// The brokers that keep something, as they were reached last.
    ///
    /// @throws IOException in words
    synchronized List<Broker> brokers() throws IOException {
        Set<String> shown = new TreeSet<>();
        read().forEach(line -> shown.add(line.substring(0, line.indexOf('\t'))));
        List<Broker> brokers = new ArrayList<>();
        for (String address : shown) {
            Broker known = logins.find(address, state);
            if (known != null) {
                brokers.add(known);
            } else if (ADDRESS.matcher(address).matches()) {
                brokers.add(new Broker(URI.create(address), null, null, null, state));
            }
        }
        return brokers;
    }

    /// Nothing is kept there any more.
    ///
    /// @throws IOException in words
    synchronized void remove(String broker, Collection<String> topics) throws IOException {
        Set<String> known = read();
        boolean removed = false;
        for (String topic : topics) {
            removed |= known.remove(broker + "\t" + topic);
        }
        if (removed) {
            write(known);
        }
        if (of(broker).isEmpty()) {
            logins.forget(broker);
        }
    }

    private Set<String> read() throws IOException {
        Set<String> known = lines;
        if (known == null) {
            known = new TreeSet<>();
            try {
                List<String> all = Files.readAllLines(file);
                if (!all.isEmpty() && all.getFirst().equals(HEADER)) {
                    all.stream().skip(1).filter(line -> line.indexOf('\t') > 0).forEach(known::add);
                }
            } catch (NoSuchFileException _) {
                // Nothing has been published yet.
            } catch (IOException e) {
                throw new IOException(file + " cannot be read", e);
            }
            lines = known;
        }
        return known;
    }

    private void write(Set<String> known) throws IOException {
        String text = HEADER + "\n" + String.join("\n", known) + "\n";
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            SafeFile.replace(file, text.getBytes(StandardCharsets.UTF_8), "rw-r-----");
        } catch (IOException e) {
            // What the file says is known, and nothing else: it is tried again.
            lines = null;
            throw new IOException(file + " cannot be written", e);
        }
    }
}
