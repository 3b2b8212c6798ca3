package io.polymeter.app.api;

import io.polymeter.config.net.Endpoint;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.http.scan.WebFinding;
import io.polymeter.link.modbus.scan.ScanFinding;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
                .forEach(line -> text.append("  #   ").append(plain(line)).append('\n'));
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

    /// One document on one line.
    public static String json(List<ScanFinding> findings) {
        return json(findings, List.of());
    }

    /// The same with devices that answer documents.
    public static String json(List<ScanFinding> findings, List<WebFinding> web) {
        return "{\"found\":["
                + Stream.concat(
                                findings.stream().map(ScanReport::json),
                                web.stream()
                                        .map(finding ->
                                                JsonText.of(object(finding).build())))
                        .collect(Collectors.joining(","))
                + "]}\n";
    }

    /// A device that answers documents, with the fields that one with registers has.
    static JsonObject object(WebFinding finding) {
        return new JsonObject()
                .put("endpoint", finding.address().toString())
                .put("unit", JsonValue.NullValue.NULL)
                .put("line", JsonValue.NullValue.NULL)
                .put("profile", finding.profile().id())
                .put("interface", "http")
                .put("device", JsonValue.NullValue.NULL)
                .put("certain", finding.certain())
                .put("parts", finding.profile().about().parts())
                .put("candidates", finding.candidates())
                .put("decides", finding.decides())
                .put("names", finding.names())
                .put("evidence", finding.evidence());
    }

    private static String json(ScanFinding finding) {
        Profile profile = finding.profile();
        SerialParameters line = finding.line();
        return "{\"endpoint\":" + JsonText.quote(finding.endpoint().toString())
                + ",\"unit\":" + finding.unit()
                + ",\"line\":" + (line == null ? "null" : JsonText.quote(line.toString()))
                + ",\"profile\":" + (profile == null ? "null" : JsonText.quote(profile.id()))
                + ",\"interface\":\"modbus\""
                + ",\"device\":" + (finding.device() == 0 ? "null" : String.valueOf(finding.device()))
                + ",\"certain\":" + finding.certain()
                + ",\"parts\":" + list(finding.parts())
                + ",\"candidates\":" + list(finding.candidates())
                + ",\"decides\":" + JsonText.quote(finding.decides())
                + ",\"names\":" + list(finding.names())
                + ",\"evidence\":" + list(finding.evidence()) + "}";
    }

    private static String list(List<String> texts) {
        return texts.stream().map(JsonText::quote).collect(Collectors.joining(",", "[", "]"));
    }
}
