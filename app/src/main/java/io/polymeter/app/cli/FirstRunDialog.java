package io.polymeter.app.cli;

import io.polymeter.app.cli.client.StateDirectory;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.log.Logs;
import io.polymeter.app.setup.FirstRun;
import io.polymeter.app.setup.SetupCode;
import io.polymeter.app.setup.SetupSite;
import io.polymeter.app.systemd.Systemd;
import io.polymeter.app.systemd.Watchdog;
import io.polymeter.config.SettingsKinds;
import io.polymeter.runtime.SystemClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `polymeter run` does before there is something to run: shows where the set-up page is, and waits.
final class FirstRunDialog {

    private FirstRunDialog() {}

    /// Waits for the set-up, where one is needed.
    ///
    /// @param config the file that was named, null for the usual places
    /// @return the file to run, null for the usual places
    static @Nullable Path finish(@Nullable Path config, SettingsKinds kinds, Systemd systemd, boolean debug)
            throws InterruptedException {
        SetupSite site = SetupSite.find(config, kinds).orElse(null);
        if (site == null) {
            return config;
        }
        Logs.start(debug ? Logs.Verbosity.DEBUG : Logs.Verbosity.INFO, ZoneId.systemDefault(), debug);
        String unwritable = StateDirectory.trouble(site.state());
        if (unwritable != null) {
            throw CommandFailure.failed(unwritable);
        }
        FirstRun run = opened(site);
        Runnable stop = Stop.with(() -> {
            systemd.stopping();
            run.close();
        });
        Runnable watchdog = Watchdog.start(new SystemClock(), systemd, List::of);
        try {
            show(run.shown());
            System.err.println("nothing is configured yet: open the address in a browser and enter the code; "
                    + site.file().toAbsolutePath().normalize() + " will be written");
            systemd.ready("waits for the set-up at " + run.shown().address());
            run.await();
        } finally {
            watchdog.run();
            run.close();
            stop.run();
        }
        return site.file();
    }

    private static FirstRun opened(SetupSite site) {
        try {
            return FirstRun.open(site);
        } catch (IOException e) {
            throw CommandFailure.failed("the set-up page cannot be served: " + CommandFailure.words(e), e);
        }
    }

    /// One line each, as programs read them.
    static void show(SetupCode.Shown shown) {
        System.out.println("address: " + shown.address());
        System.out.println("code: " + shown.code());
        System.out.flush();
    }
}
