package io.polymeter.app.api;

import io.polymeter.app.scan.Findings;
import io.polymeter.config.net.Endpoint;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Identification;
import io.polymeter.link.http.scan.WebFinding;
import io.polymeter.link.modbus.scan.ScanFinding;
import io.polymeter.message.Message;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What was found: as a configuration that `run` accepts, or as JSON.
public final class ScanReport {

    private static final int LONGEST = 40;
    private static final int LONGEST_LINE = 160;

    private ScanReport() {}

    /// A `meters:` block; why each fits stands above it. What nothing fits is a comment.
    public static String yaml(List<ScanFinding> findings) {
        return yaml(findings, List.of());
    }

    /// The same with devices that answer documents.
    public static String yaml(List<ScanFinding> findings, List<WebFinding> web) {
        StringBuilder text = new StringBuilder(512);
        Set<String> names = new HashSet<>();
        if (!web.isEmpty()
                || findings.stream()
                        .anyMatch(finding -> finding.identification().profile() != null)) {
            text.append("meters:\n");
        }
        for (ScanFinding finding : findings) {
            Identification is = finding.identification();
            Profile profile = is.profile();
            comment(text, where(finding), what(is), is);
            if (profile != null) {
                String name = name(is, profile, names);
                meter(text, name, profile.id(), finding);
                for (String part : is.parts()) {
                    meter(text, free(name + "-" + part.substring(part.lastIndexOf('-') + 1), names), part, finding);
                }
            }
        }
        web.forEach(finding -> web(text, finding, names));
        return text.toString();
    }

    /// What was found at a place, and why it is taken for that.
    private static void comment(StringBuilder text, String where, String what, Identification is) {
        text.append("  # ").append(where).append(": ").append(plain(what)).append('\n');
        is.evidence()
                .forEach(
                        line -> text.append("  #   ").append(plain(line.text())).append('\n'));
        if (!is.decides().isEmpty()) {
            text.append("  #   it may be ")
                    .append(String.join(", ", is.candidates()))
                    .append("; what decides is ")
                    .append(is.decides())
                    .append('\n');
        }
    }

    private static void web(StringBuilder text, WebFinding finding, Set<String> names) {
        Identification is = finding.identification();
        Profile profile = Objects.requireNonNull(is.profile());
        comment(text, finding.address().toString(), (is.certain() ? "" : "perhaps ") + profile.title(), is);
        String name = free(is.names().isEmpty() ? profile.id() : name(is.names().getFirst()), names);
        document(text, name, profile, finding);
        for (String part : is.parts()) {
            Catalog.builtIn()
                    .find(part)
                    .ifPresent(known -> document(
                            text, free(name + "-" + part.substring(part.lastIndexOf('-') + 1), names), known, finding));
        }
    }

    private static void document(StringBuilder text, String name, Profile profile, WebFinding finding) {
        text.append("  ").append(name).append(":\n");
        text.append("    profile: ").append(profile.id()).append('\n');
        text.append("    http: { host: ")
                .append(JsonText.quote(finding.address().shortly()));
        switch (profile.documents().http().login()) {
            case NONE, OPTIONAL -> {}
            case PASSWORD -> text.append(", username: \"${USERNAME}\", password: \"${PASSWORD}\"");
            case TOKEN -> text.append(", token: \"${TOKEN}\"");
        }
        text.append(" }\n");
    }

    /// What a device says must not break out of its comment.
    private static String plain(String line) {
        String seen = line.replaceAll("[\\p{C}\\u2028\\u2029]", "?");
        return seen.length() <= LONGEST_LINE ? seen : seen.substring(0, LONGEST_LINE) + "…";
    }

    private static void meter(StringBuilder text, String name, String profile, ScanFinding finding) {
        text.append("  ").append(name).append(":\n");
        text.append("    profile: ").append(profile).append('\n');
        text.append("    modbus: { poll: \"").append(finding.endpoint());
        text.append("\", unit: ").append(finding.unit());
        if (finding.device() > 0) {
            text.append(", device: ").append(finding.device());
        }
        text.append(serial(finding)).append(" }\n");
    }

    private static String where(ScanFinding finding) {
        SerialParameters line = finding.line();
        return finding.endpoint() + (line == null ? "" : " at " + line) + ", unit " + finding.unit();
    }

    private static String what(Identification is) {
        Profile profile = is.profile();
        if (!is.names().isEmpty()) {
            return String.join(", ", is.names());
        }
        return profile == null ? "not known" : (is.certain() ? "" : "perhaps ") + profile.title();
    }

    private static String name(Identification is, Profile profile, Set<String> taken) {
        String called = is.names().isEmpty()
                ? profile.id()
                : is.names().stream().limit(2).collect(Collectors.joining("-"));
        return free(name(called), taken);
    }

    private static String name(String called) {
        String plain =
                called.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        String base = plain.isEmpty() ? "meter" : plain.substring(0, Math.min(LONGEST, plain.length()));
        return base.replaceAll("-+$", "");
    }

    private static String free(String base, Set<String> taken) {
        String name = base;
        for (int i = 2; !taken.add(name); i++) {
            name = base + "-" + i;
        }
        return name;
    }

    private static String serial(ScanFinding finding) {
        SerialParameters line = finding.line();
        if (line == null || !(finding.endpoint() instanceof Endpoint.Rtu)) {
            return "";
        }
        return ", serial: { baud: " + line.baud() + ", parity: "
                + line.parity().name().toLowerCase(Locale.ROOT) + ", stop-bits: " + line.stopBits() + " }";
    }

    /// All that was found, as one document.
    ///
    /// @param found registers, documents, and where nobody looked
    public static JsonObject document(Findings found) {
        List<JsonObject> devices = Stream.concat(
                        found.modbus().stream().map(ScanReport::object),
                        found.web().stream().map(ScanReport::object))
                .toList();
        return new JsonObject()
                .put("found", devices, Function.identity())
                .put("meters", yaml(found.modbus(), found.web()))
                .put("notes", Message.texts(found.notes()))
                .put("notes_messages", Message.coded(found.notes()));
    }

    /// A device that answers documents, with the fields that one with registers has.
    private static JsonObject object(WebFinding finding) {
        Identification is = finding.identification();
        Profile profile = Objects.requireNonNull(is.profile());
        JsonObject object = new JsonObject()
                .put("endpoint", finding.address().toString())
                .put("unit", JsonValue.NullValue.NULL)
                .put("line", JsonValue.NullValue.NULL)
                .put("profile", profile.id())
                .put("interface", "http")
                .put("device", JsonValue.NullValue.NULL);
        return identified(object, is)
                .put("host", finding.address().shortly())
                .put("login", profile.documents().http().login().name().toLowerCase(Locale.ROOT))
                .put("title", is.names().isEmpty() ? profile.title() : String.join(", ", is.names()))
                .put("serial", JsonValue.NullValue.NULL)
                .put("role", role(profile));
    }

    /// With what every device that is found has.
    private static JsonObject identified(JsonObject object, Identification is) {
        return object.put("certain", is.certain())
                .put("parts", is.parts())
                .put("candidates", is.candidates())
                .put("decides", is.decides().text())
                .put("decides_message", is.decides().coded())
                .put("names", is.names())
                .put("evidence", Message.texts(is.evidence()))
                .put("evidence_messages", Message.coded(is.evidence()));
    }

    private static @Nullable String role(Profile profile) {
        return ProfileJson.of(profile).build().text("role");
    }

    private static JsonValue serialLine(@Nullable SerialParameters line) {
        return line == null
                ? JsonValue.NullValue.NULL
                : new JsonObject()
                        .put("baud", line.baud())
                        .put("parity", line.parity().name().toLowerCase(Locale.ROOT))
                        .put("stop-bits", line.stopBits())
                        .build();
    }

    /// A device with registers.
    private static JsonObject object(ScanFinding finding) {
        Identification is = finding.identification();
        Profile profile = is.profile();
        SerialParameters line = finding.line();
        JsonObject object = new JsonObject()
                .put("endpoint", finding.endpoint().toString())
                .put("unit", finding.unit())
                .put("line", line == null ? JsonValue.NullValue.NULL : new JsonValue.StringValue(line.toString()))
                .put("profile", profile == null ? null : profile.id())
                .put("interface", "modbus")
                .put("device", finding.device() == 0 ? JsonValue.NullValue.NULL : JsonObject.number(finding.device()));
        return identified(object, is)
                .put("title", String.join(", ", is.names()))
                .put("serial", serialLine(line))
                .put("role", profile == null ? null : role(profile));
    }
}
