package io.polymeter.app.cli;

import io.polymeter.app.api.CertificateJson;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.cli.report.Table;
import io.polymeter.config.Configuration;
import io.polymeter.config.Settings;
import io.polymeter.config.SettingsKinds;
import io.polymeter.config.yaml.Problem;
import io.polymeter.json.JsonText;
import io.polymeter.message.Message;
import io.polymeter.trust.CertificateEntry;
import io.polymeter.trust.Credentials;
import io.polymeter.trust.PresentedCertificate;
import io.polymeter.trust.TrustFile;
import io.polymeter.trust.UnknownCertificateException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// `polymeter trust`: the table of TLS certificates. Works on the state directory, whether the daemon runs or not;
/// one that runs takes a change up within a moment.
@Command(
        name = "trust",
        description = "List the TLS certificates presented by clients and devices.",
        footer = {
            "",
            "Examples:",
            "  polymeter trust",
            "  polymeter trust accept 3f9a1c",
            "  polymeter trust delete 3f9a1c"
        })
final class TrustCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration file; it sets the state directory.",
            scope = ScopeType.INHERIT)
    @Nullable
    Path config;

    @Option(names = "--json", description = "Print one JSON document, the same as /api/certificates.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    boolean help;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path state = state(config, Cli.of(spec).kinds());
        if (json) {
            out.print(JsonText.indented(CertificateJson.table(state).build()));
            out.flush();
            return 0;
        }
        List<CertificateEntry> lines = new TrustFile(state).list();
        Optional<PresentedCertificate> own = Credentials.ownShown(state);
        if (lines.isEmpty()) {
            out.println("no certificates yet");
        }
        if (!lines.isEmpty() || own.isPresent()) {
            Table table = new Table("STATUS", "SIDE", "SHA-256 FINGERPRINT", "SUBJECT", "ISSUER", "VALID", "SEEN");
            own.ifPresent(shown -> table.row(cells(shown, "our own", "", "")));
            lines.forEach(line ->
                    table.row(cells(line.shown(), status(line), line.side().id(), seen(line))));
            out.print(table);
        }
        out.flush();
        return 0;
    }

    private static Object[] cells(PresentedCertificate shown, String status, String side, String seen) {
        var certificate = shown.certificate();
        return new Object[] {
            status,
            side,
            shown.fingerprint(),
            shown.subject(),
            shown.issuer().equals(shown.subject()) ? "itself" : shown.issuer(),
            day(certificate.getNotBefore().toInstant()) + " to "
                    + day(certificate.getNotAfter().toInstant()),
            seen
        };
    }

    private static String seen(CertificateEntry line) {
        return line.firstSeen().truncatedTo(ChronoUnit.SECONDS) + " to "
                + line.lastSeen().truncatedTo(ChronoUnit.SECONDS) + " from " + line.from();
    }

    private static String status(CertificateEntry line) {
        Message defect = line.defect(Instant.now());
        if (defect != null) {
            return "refused (" + defect + ")";
        }
        Message warning = line.warning(Instant.now());
        return (line.accepted() ? "accepted" : "not accepted") + (warning == null ? "" : " (" + warning + ")");
    }

    private static String day(Instant instant) {
        return instant.toString().substring(0, 10);
    }

    @Command(name = "accept", description = "Accept a certificate; open connections that presented it work at once.")
    int accept(
            @Parameters(paramLabel = "FINGERPRINT", description = "SHA-256 fingerprint or a unique prefix of it.")
                    String fingerprint)
            throws IOException {
        boolean works = true;
        for (CertificateEntry line : change(fingerprint, TrustFile::accept)) {
            say("accepted: " + line.shown().fingerprint() + " " + line.shown().subject());
            Message defect = line.defect(Instant.now());
            Message warning = line.warning(Instant.now());
            if (defect != null) {
                works = false;
                complain("it is still refused: " + defect);
            } else if (warning != null) {
                complain("it has " + warning + " and is used all the same; renew it");
            }
        }
        return works ? 0 : 1;
    }

    @Command(
            name = "delete",
            description = "Delete a certificate; its connections are closed and new ones are refused.")
    int delete(
            @Parameters(paramLabel = "FINGERPRINT", description = "SHA-256 fingerprint or a unique prefix of it.")
                    String fingerprint)
            throws IOException {
        for (CertificateEntry line : change(fingerprint, TrustFile::delete)) {
            say("deleted: " + line.shown().fingerprint() + " " + line.shown().subject());
        }
        return 0;
    }

    private interface Change {
        List<CertificateEntry> of(TrustFile file, String fingerprint) throws IOException;
    }

    private List<CertificateEntry> change(String fingerprint, Change change) throws IOException {
        if (!fingerprint.matches("[0-9A-Fa-f:]+")) {
            throw CommandFailure.usage("'" + fingerprint + "' is not a fingerprint: use the digits 0 to 9 and a to f");
        }
        try {
            return change.of(new TrustFile(state(config, Cli.of(spec).kinds())), fingerprint);
        } catch (UnknownCertificateException e) {
            throw CommandFailure.failed(e.getMessage() + "; `polymeter trust` lists them");
        }
    }

    private void complain(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    /// The state directory of a configuration.
    static Path state(@Nullable Path named, SettingsKinds kinds) {
        return settings(named, kinds).state();
    }

    /// The settings of a configuration, for commands that work beside the daemon.
    static Settings settings(@Nullable Path named, SettingsKinds kinds) {
        Path file = Configuration.find(named);
        if (file == null) {
            throw CommandFailure.usage(Configuration.notFound());
        }
        Configuration configuration = Configuration.load(file, kinds);
        // Another mistake in the file does not matter here.
        Settings settings = configuration.settings();
        if (settings == null) {
            throw CommandFailure.usage(String.join(
                    "\n",
                    configuration.problems().sorted().stream()
                            .map(Problem::toString)
                            .toList()));
        }
        return settings;
    }
}
