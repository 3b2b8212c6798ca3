package io.polymeter.app.cli.report;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.DeviceDescription;
import io.polymeter.profile.Profile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Every device that is known, as Markdown.
public final class DeviceReference {

    private DeviceReference() {}

    public static String markdown() {
        StringBuilder out = new StringBuilder("""
                | profile | device | interface | role | points | confidence | source |
                |---|---|---|---|---|---|---|
                """);
        Catalog.builtIn().all().forEach(profile -> row(out, profile));
        return out.toString();
    }

    private static void row(StringBuilder out, Profile profile) {
        DeviceDescription about = profile.about();
        String parts = about.parts().isEmpty()
                ? ""
                : "<br>with "
                        + about.parts().stream().map(part -> "`" + part + "`").collect(Collectors.joining(", "));
        List<String> cells = List.of(
                "`" + profile.id() + "`" + parts,
                profile.title(),
                wires(profile) + (about.note().isEmpty() ? "" : "<br>" + about.note()),
                about.role() == null ? "as installed" : Texts.kebab(about.role()),
                points(profile),
                about.confidence() == null
                        ? ""
                        : Texts.kebab(about.confidence()).replace('-', ' '),
                String.join("; ", about.sources()));
        out.append(
                cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private static String wires(Profile profile) {
        if (!profile.documents().isEmpty()) {
            return profile.documents().interfaces().stream()
                    .map(name -> name.toUpperCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
        }
        Profile.SerialDefaults line = profile.wire().serial();
        return "Modbus, unit " + profile.wire().unit()
                + (line == null
                        ? ""
                        : ", " + line.baud() + " 8"
                                + Character.toUpperCase(line.parity().charAt(0)) + line.stopBits());
    }

    /// Each quantity once, with the places where it is measured.
    private static String points(Profile profile) {
        if (profile.points().isEmpty() && profile.sunspec() != null) {
            return "those of its SunSpec models";
        }
        Map<Quantity, String> places = new LinkedHashMap<>();
        for (Point point : profile.points()) {
            String place =
                    point.phase() == Phase.TOTAL ? "total" : point.phase().name();
            places.merge(point.quantity(), place, (before, next) -> before + " " + next);
        }
        return places.entrySet().stream()
                .map(entry ->
                        entry.getKey().id() + (entry.getValue().equals("total") ? "" : " (" + entry.getValue() + ")"))
                .collect(Collectors.joining(", "));
    }
}
