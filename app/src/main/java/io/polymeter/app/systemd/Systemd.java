package io.polymeter.app.systemd;

import java.io.IOException;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The service manager, where systemd started us; else nobody.
public final class Systemd {

    private static final Logger LOG = LoggerFactory.getLogger("io.polymeter");

    private final @Nullable NotifySocket socket;
    private final long watchdogMicros;

    private Systemd(@Nullable NotifySocket socket, long watchdogMicros) {
        this.socket = socket;
        this.watchdogMicros = watchdogMicros;
    }

    /// The one that the environment names: `NOTIFY_SOCKET`, `WATCHDOG_USEC`, `WATCHDOG_PID`.
    ///
    /// @param pid of this process; asked only where the environment names one, as finding it starts threads
    public static Systemd of(Map<String, String> environment, LongSupplier pid) {
        String address = environment.get("NOTIFY_SOCKET");
        if (address == null || address.isEmpty()) {
            return new Systemd(null, 0);
        }
        try {
            return new Systemd(new NotifySocket(address), watchdog(environment, pid));
        } catch (IOException e) {
            LOG.warn("cannot notify systemd: {}", e.getMessage());
            return new Systemd(null, 0);
        }
    }

    private static long watchdog(Map<String, String> environment, LongSupplier pid) {
        String whose = environment.get("WATCHDOG_PID");
        String micros = environment.getOrDefault("WATCHDOG_USEC", "0");
        boolean ours = whose == null || whose.equals(String.valueOf(pid.getAsLong()));
        return ours && micros.matches("[0-9]{1,18}") ? Long.parseLong(micros) : 0;
    }

    /// After how many microseconds without a word we are killed; 0: never.
    long watchdogMicros() {
        return watchdogMicros;
    }

    /// We serve.
    ///
    /// @param status for people who ask systemd
    public void ready(String status) {
        say("READY=1\nSTATUS=" + status.replace('\n', ' '));
    }

    /// The configuration is being read again; [#ready] ends it.
    public void reloading() {
        say("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1_000);
    }

    /// We are about to end.
    public void stopping() {
        say("STOPPING=1");
    }

    /// We live.
    void alive() {
        say("WATCHDOG=1");
    }

    private void say(String text) {
        if (socket == null) {
            return;
        }
        try {
            socket.send(text);
        } catch (IOException e) {
            LOG.debug("systemd does not listen", e);
        }
    }
}
