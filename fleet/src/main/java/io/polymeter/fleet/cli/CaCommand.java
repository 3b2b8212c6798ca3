package io.polymeter.fleet.cli;

import io.polymeter.config.yaml.Secret;
import io.polymeter.fleet.ca.Authority;
import io.polymeter.fleet.ca.PemFiles;
import io.polymeter.fleet.config.FleetSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `polymeter fleet ca`.
@Command(
        name = "ca",
        description = "The fleet's own authority.",
        subcommands = {CaCommand.Init.class, CaCommand.Issue.class})
final class CaCommand {

    private static char[] password(FleetSettings settings) {
        Secret password = settings.ca().password();
        if (password == null) {
            throw new UsageException("the configuration has no ca.password");
        }
        return password.reveal().toCharArray();
    }

    /// `polymeter fleet ca init`.
    @Command(name = "init", description = "Make the authority, and the front's key and certificate.")
    static final class Init implements Callable<Integer> {

        @Mixin
        RoleOptions options = new RoleOptions();

        @Spec
        @SuppressWarnings("NullAway.Init") // injected
        CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            FleetSettings settings = options.settings();
            char[] password = password(settings);
            Path directory = settings.ca().directory();
            Authority authority = Authority.init(directory, password);
            authority.trust(directory.resolve("trust.p12"), password);
            FleetSettings.Front front = settings.front();
            if (front != null) {
                Authority.save(directory.resolve("front.p12"), password, authority.server(front.names()));
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println("authority: " + directory + "\nfingerprint: " + authority.fingerprint());
            out.flush();
            return 0;
        }
    }

    /// `polymeter fleet ca issue`.
    @Command(name = "issue", description = "Make a key and a certificate for a gateway, as PEM files to carry there.")
    static final class Issue implements Callable<Integer> {

        @Mixin
        RoleOptions options = new RoleOptions();

        @Parameters(index = "0", paramLabel = "GROUP/NODE", description = "The site.")
        @SuppressWarnings("NullAway.Init") // injected
        String node;

        @Parameters(
                index = "1",
                paramLabel = "DIRECTORY",
                description = "Where client.pem, client.key and fleet.pem go.")
        @SuppressWarnings("NullAway.Init") // injected
        Path directory;

        @Override
        public Integer call() throws IOException {
            SiteCommand.check(node);
            FleetSettings settings = options.settings();
            Authority authority = Authority.open(settings.ca().directory(), password(settings));
            PemFiles.write(directory, authority.gateway(node));
            return 0;
        }
    }
}
