package io.polymeter.app.cli;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.enrol.Enrolment;
import io.polymeter.enrol.EnrolmentCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter enrol URL CODE`: becomes a site of a fleet.
@Command(
        name = "enrol",
        description = {
            "Enrol in a fleet: create a key, have the fleet's authority certify it, and print",
            "the output to add to the configuration."
        },
        footer = {
            "",
            "The code names the authority: nobody else's answer is taken. The key never leaves this machine.",
            "Exit 0: the files are written, 1: the fleet refuses or is not reached, 2: wrong usage."
        })
final class EnrolCommand extends BaseCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "URL", description = "The fleet, such as https://fleet.example.org:8444.")
    @SuppressWarnings("NullAway.Init") // injected
    URI url;

    @Parameters(index = "1", paramLabel = "CODE", description = "The one-time code that the fleet issued.")
    @SuppressWarnings("NullAway.Init") // injected
    String code;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            defaultValue = "fleet",
            description =
                    "Directory for client.pem and fleet.pem; default: ${DEFAULT-VALUE} next to the configuration.")
    @SuppressWarnings("NullAway.Init") // injected
    Path directory;

    @Option(names = "--force", description = "Overwrite the files of an earlier enrolment.")
    boolean force;

    @Override
    public Integer call() throws InterruptedException {
        if (!"https".equals(url.getScheme()) || url.getHost() == null) {
            throw CommandFailure.usage("'" + url + "' is not an address such as https://fleet.example.org:8444");
        }
        EnrolmentCode known = EnrolmentCode.parse(code)
                .orElseThrow(() -> CommandFailure.usage("'" + code + "' is no code: it has 32 letters and digits"));
        if (!force && Files.exists(directory.resolve(Enrolment.CLIENT))) {
            throw CommandFailure.failed(directory.resolve(Enrolment.CLIENT) + " is there already; --force replaces it");
        }
        try {
            Enrolment.Place place = Enrolment.join(url, known, directory);
            print(place);
            return 0;
        } catch (IOException e) {
            throw CommandFailure.failed(url + ": " + CommandFailure.words(e), e);
        }
    }

    private void print(Enrolment.Place place) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("# This is the site " + place.group() + "/" + place.node() + ". Add to the configuration:");
        out.print("""
                outputs:
                  fleet:
                    meters: all
                    sparkplug:
                      broker: %s
                      group: "%s"
                      node: "%s"
                      primary-host: %s
                      renew: %s
                """.formatted(place.broker(), place.group(), place.node(), place.host(), url));
        String client = directory.resolve(Enrolment.CLIENT).toString();
        out.println("      tls: { trust: %s, certificate: %s, key: %s }"
                .formatted(directory.resolve(Enrolment.FLEET), client, client));
        out.flush();
    }
}
