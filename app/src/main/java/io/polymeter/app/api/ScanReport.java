package io.polymeter.app.api;

import io.polymeter.app.scan.Findings;
import io.polymeter.config.net.Endpoint;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.http.scan.WebFinding;
import io.polymeter.link.modbus.scan.ScanFinding;
import io.polymeter.message.Message;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
        if (!web.isEmpty() || findings.stream().anyMatch(finding -> finding.profile() != null)) {
            text.append("meters:\n");
        }
        for (ScanFinding finding : findings) {
            Profile profile = finding.profile();
            text.append("  # ")
                    .append(where(finding))
                    .append(": ")
                    .append(what(finding))
                    .append('\n');
            finding.evidence()
                    .forEach(line -> text.append("  #   ").append(line).append('\n'));
            if (!finding.decides().isEmpty()) {
                text.append("  #   what decides is ").append(finding.decides()).append('\n');
            }
            if (profile != null) {
                String name = name(finding, profile, names);
                meter(text, name, profile.id(), finding);
                for (String part : finding.parts()) {
                    meter(text, free(name + "-" + part.substring(part.lastIndexOf('-') + 1), names), part, finding);
                }
            }
        }
        web.forEach(finding -> web(text, finding, names));
        return text.toString();
    }

    private static void web(StringBuilder text, WebFinding finding, Set<String> names) {
        Profile profile = finding.profile();
        text.append("  # ")
                .append(finding.address())
                .append(": ")
                .append(finding.certain() ? "" : "perhaps ")
                .append(profile.title())
                .append('\n');
        finding.evidence()
                .forEach(
                        line -> text.append("  #   ").append(plain(line.text())).append('\n'));
        if (!finding.certain()) {
            text.append("  #   it may be ")
                    .append(String.join(", ", finding.candidates()))
                    .append("; what decides is ")
                    .append(finding.decides())
                    .append('\n');
        }
        String name = free(
                finding.names().isEmpty() ? profile.id() : name(finding.names().getFirst()), names);
        document(text, name, profile, finding);
        for (String part : profile.about().parts()) {
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

    private static String what(ScanFinding finding) {
        Profile profile = finding.profile();
        if (!finding.names().isEmpty()) {
            return String.join(", ", finding.names());
        }
        return profile == null ? "not known" : (finding.certain() ? "" : "perhaps ") + profile.title();
    }

    private static String name(ScanFinding finding, Profile profile, Set<String> taken) {
        String called = finding.names().isEmpty()
                ? profile.id()
                : finding.names().stream().limit(2).collect(Collectors.joining("-"));
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
        Profile profile = finding.profile();
        return new JsonObject()
                .put("endpoint", finding.address().toString())
                .put("unit", JsonValue.NullValue.NULL)
                .put("line", JsonValue.NullValue.NULL)
                .put("profile", profile.id())
                .put("interface", "http")
                .put("device", JsonValue.NullValue.NULL)
                .put("certain", finding.certain())
                .put("parts", profile.about().parts())
                .put("candidates", finding.candidates())
                .put("decides", finding.decides().text())
                .put("decides_message", finding.decides().coded())
                .put("names", finding.names())
                .put("evidence", Message.texts(finding.evidence()))
                .put("evidence_messages", Message.coded(finding.evidence()))
                .put("host", finding.address().shortly())
                .put("login", profile.documents().http().login().name().toLowerCase(Locale.ROOT))
                .put("title", finding.names().isEmpty() ? profile.title() : String.join(", ", finding.names()))
                .put("serial", JsonValue.NullValue.NULL)
                .put("role", role(profile));
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
        Profile profile = finding.profile();
        SerialParameters line = finding.line();
        return new JsonObject()
                .put("endpoint", finding.endpoint().toString())
                .put("unit", finding.unit())
                .put("line", line == null ? JsonValue.NullValue.NULL : new JsonValue.StringValue(line.toString()))
                .put("profile", profile == null ? null : profile.id())
                .put("interface", "modbus")
                .put("device", finding.device() == 0 ? JsonValue.NullValue.NULL : JsonObject.number(finding.device()))
                .put("certain", finding.certain())
                .put("parts", finding.parts())
                .put("candidates", finding.candidates())
                .put("decides", finding.decides().text())
                .put("decides_message", finding.decides().coded())
                .put("names", finding.names())
                .put("evidence", Message.texts(finding.evidence()))
                .put("evidence_messages", Message.coded(finding.evidence()))
                .put("title", String.join(", ", finding.names()))
                .put("serial", serialLine(line))
                .put("role", profile == null ? null : role(profile));
    }
}
