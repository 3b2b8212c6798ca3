package io.polymeter.app.cli;

import io.polymeter.app.api.ProfileJson;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.cli.report.Table;
import io.polymeter.app.cli.report.Texts;
import io.polymeter.config.Configuration;
import io.polymeter.config.yaml.Problem;
import io.polymeter.config.yaml.Problems;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.DeviceDescription;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter profiles [NAME]`.
@Command(
        name = "profiles",
        description = "List the known devices, or one device's registers.",
        subcommands = ProfileCheckCommand.class)
final class ProfilesCommand extends BaseCommand implements Runnable {

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "A built-in profile or a profile file.")
    @Nullable
    String name;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonText.of(
                    name == null
                            ? JsonObject.list(Catalog.builtIn().all().toList(), ProfileJson::of)
                            : JsonObject.list(List.of(find(name)), ProfileJson::whole)));
        } else {
            out.print(name == null ? list() : registers(find(name)));
        }
        out.flush();
    }

    /// What `--profile` or a profile's argument means on the command line.
    static Profile find(String reference) {
        Problems problems = new Problems("command line");
        Path directory = Catalog.isFile(reference) ? Path.of("") : besideConfiguration();
        Profile profile = Catalog.builtIn().resolve(reference, directory, problems, "");
        if (profile == null) {
            List<Problem> found = problems.sorted();
            throw CommandFailure.usage(found.stream()
                    .map(problem -> problem.file().equals("command line") ? problem.message() : problem.toString())
                    .reduce((a, b) -> a + "\n" + b)
                    .orElse("there is no profile '" + reference + "'"));
        }
        return profile;
    }

    /// Where `run` would look for a profile that is not built in.
    private static Path besideConfiguration() {
        Path file = Configuration.find(null);
        Path parent = file == null ? null : file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    private static String list() {
        Table table = new Table("profile", "device", "role", "interface", "values");
        Catalog.builtIn()
                .all()
                .forEach(profile -> table.row(
                        profile.id(),
                        profile.title(),
                        profile.about().role() == null
                                ? ""
                                : Texts.kebab(profile.about().role()),
                        profile.documents().isEmpty()
                                ? "modbus, unit " + profile.wire().unit()
                                : String.join(", ", profile.documents().interfaces()),
                        profile.documents().isEmpty()
                                ? profile.rows().size()
                                : profile.documents().points().size()));
        return table.toString();
    }

    private static String registers(Profile profile) {
        StringBuilder text = new StringBuilder();
        text.append(profile.title()).append(" (").append(profile.id()).append(")\n");
        about(text, profile.about());
        if (!profile.documents().isEmpty()) {
            return DocumentTable.append(text, profile).toString();
        }
        text.append("unit ").append(profile.wire().unit());
        Profile.SerialDefaults serial = profile.wire().serial();
        if (serial != null) {
            text.append(", serial ")
                    .append(serial.baud())
                    .append(" 8")
                    .append(Character.toUpperCase(serial.parity().charAt(0)))
                    .append(serial.stopBits());
        }
        text.append(", at most ").append(profile.wire().maxRead()).append(" registers a read\n");
        for (Group group : profile.groups()) {
            text.append(group(group));
        }
        Table table = new Table("address", "type", "scale", "unit", "name", "point", "access", "group", "note");
        for (Row row : profile.rows()) {
            table.row(
                    row.range(),
                    Texts.kebab(row.format().encoding()),
                    row.format().scale() == 1 ? "" : Texts.number(row.format().scale()),
                    row.unit().symbol(),
                    row.name(),
                    Texts.point(row),
                    row.access() == Row.Access.READ ? "" : Texts.kebab(row.access()),
                    row.group().name(),
                    row.note());
        }
        return text.append('\n').append(table).toString();
    }

    /// How a group ages, on a line.
    static String group(Group group) {
        return "group " + group.name() + ": "
                + (group.freshFor() == null ? "never ages" : "fresh for " + Texts.duration(group.freshFor()))
                + (group.pushed() ? ", pushed" : "") + ", read every " + Texts.duration(group.every()) + "\n";
    }

    private static void about(StringBuilder text, DeviceDescription about) {
        line(text, "maker", about.maker());
        line(text, "role", about.role() == null ? "" : Texts.kebab(about.role()));
        line(text, "confidence", about.confidence() == null ? "" : Texts.kebab(about.confidence()));
        line(text, "sources", String.join("; ", about.sources()));
        line(text, "with", String.join(", ", about.parts()));
        line(text, "note", about.note());
    }

    private static void line(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(name).append(": ").append(value).append('\n');
        }
    }
}
