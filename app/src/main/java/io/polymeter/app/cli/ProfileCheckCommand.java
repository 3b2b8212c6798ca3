package io.polymeter.app.cli;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.cli.report.DocumentDump;
import io.polymeter.app.cli.report.DocumentDumpReport;
import io.polymeter.app.cli.report.DumpReport;
import io.polymeter.app.cli.report.RegisterDump;
import io.polymeter.config.yaml.Problem;
import io.polymeter.config.yaml.Problems;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.profile.Profile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter profiles check FILE DUMP`: what a raw dump means by a profile.
@Command(
        name = "check",
        description = "Decode a dump of registers or documents with a profile, row by row.",
        footer = {
            "",
            "A dump is what `polymeter read ENDPOINT --registers FROM..TO --json` prints, one or more lines of it, or"
                    + " a",
            "text with lines `ADDRESS: WORDS` (hexadecimal), `row NAME = VALUE` and `point NAME = VALUE`; of a device"
                    + " with",
            "documents it is one of them as it came, or `get PATH` or `topic TOPIC` with the document below. Exit 0: it"
                    + " fits,",
            "1: something has another value than the dump says, or no row is in it, 2: an error in one of the files.",
            "",
            "Examples:",
            "  polymeter read tcp://192.168.178.50 --registers 0..99 --json > dump.json",
            "  polymeter profiles check ./acme-m3.yaml dump.json"
        })
final class ProfileCheckCommand extends BaseCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "FILE", description = "The profile's file, or a known profile's name.")
    String profile = "";

    @Parameters(index = "1", paramLabel = "DUMP", description = "The registers, or the documents.")
    Path dump = Path.of("");

    @Option(names = "--json", description = "Print one JSON document.")
    boolean json;

    @Override
    public Integer call() {
        Profile device = ProfilesCommand.find(profile);
        Problems problems = new Problems(dump.toString());
        boolean documents = !device.documents().isEmpty();
        List<Outcome> outcomes = documents ? documents(device, problems) : registers(device, problems);
        if (problems.hasErrors()) {
            throw CommandFailure.usage(
                    problems.sorted().stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(JsonText.indented(new JsonObject()
                    .put("profile", device.id())
                    .put("dumps", outcomes, Outcome::json)
                    .build()));
        } else {
            out.print(outcomes.stream().map(Outcome::text).collect(Collectors.joining("\n")));
        }
        out.flush();
        if (outcomes.stream().allMatch(outcome -> outcome.rows() == 0)) {
            throw CommandFailure.failed(
                    documents
                            ? "no field of " + device.id() + " is in " + dump + "; are these its documents?"
                            : "no row of " + device.id() + " is in " + dump
                                    + "; are its addresses those of the profile, counted from 0?");
        }
        return outcomes.stream().allMatch(Outcome::fits) ? 0 : CommandFailure.FAILED;
    }

    /// What one dump means.
    ///
    /// @param rows how many rows or fields of the profile it has
    private record Outcome(String text, JsonObject json, long rows, boolean fits) {}

    private List<Outcome> registers(Profile device, Problems problems) {
        return RegisterDump.read(dump, device.wire().functions().getFirst(), problems).stream()
                .map(each -> new DumpReport(device, each))
                .map(report -> new Outcome(
                        report.text(),
                        report.json(),
                        report.rows(),
                        report.differences().isEmpty()))
                .toList();
    }

    private List<Outcome> documents(Profile device, Problems problems) {
        return DocumentDump.read(dump, problems).stream()
                .map(each -> new DocumentDumpReport(device, each))
                .map(report -> new Outcome(
                        report.text(),
                        report.json(),
                        report.rows(),
                        report.differences().isEmpty()))
                .toList();
    }
}
