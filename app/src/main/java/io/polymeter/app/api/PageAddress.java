package io.polymeter.app.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the page of the running daemon is: the file `http` in the state directory, which is there while the page is.
public final class PageAddress {

    private static final Logger LOG = LoggerFactory.getLogger(PageAddress.class);
    private static final int LONGEST = 200;

    private final Path file;

    /// @param state the state directory
    public PageAddress(Path state) {
        this.file = state.resolve("http");
    }

    /// What the file says; empty where there is none or it holds no address. The daemon that wrote it may have been
    /// killed.
    public Optional<URI> read() throws IOException {
        try {
            if (Files.size(file) > LONGEST) {
                return Optional.empty();
            }
            return Optional.of(URI.create(Files.readString(file).strip()))
                    .filter(address -> List.of("http", "https").contains(String.valueOf(address.getScheme()))
                            && address.getHost() != null);
        } catch (NoSuchFileException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Says where it listens; for all addresses, the loopback one.
    public void write(String scheme, @Nullable InetSocketAddress address) {
        if (address == null) {
            return;
        }
        InetAddress host =
                address.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address.getAddress();
        String literal = host.getHostAddress();
        String name = literal.contains(":") ? "[" + literal.replaceFirst("%.*", "") + "]" : literal;
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Path fresh = file.resolveSibling("http.new");
            Files.writeString(fresh, scheme + "://" + name + ":" + address.getPort() + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: `polymeter status` will not find this daemon", file);
            LOG.debug("because", e);
        }
    }

    /// Says that it is over.
    public void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} stays", file, e);
        }
    }
}
