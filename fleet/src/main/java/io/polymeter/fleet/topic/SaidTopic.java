package io.polymeter.fleet.topic;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A topic under which an edge node speaks: `spBv1.0/GROUP/TYPE/NODE` or with `/DEVICE` (Sparkplug 3.0.0, 4.1).
///
/// @param node `GROUP/NODE`, the key of a site everywhere in the fleet
/// @param device a meter; empty where the node speaks of itself
public record SaidTopic(UplinkMessage.Kind kind, String node, String device) {

    /// What all topics begin with.
    public static final String NAMESPACE = "spBv1.0";

    /// Reads a topic of MQTT; empty where it is none of an edge node.
    public static Optional<SaidTopic> parse(String topic) {
        String[] parts = topic.split("/", -1);
        if (parts.length < 4 || parts.length > 5 || !parts[0].equals(NAMESPACE)) {
            return Optional.empty();
        }
        boolean device = parts.length == 5;
        UplinkMessage.Kind kind = kind(parts[2]);
        if (kind == null || device != kind.name().startsWith("D") || parts[1].isEmpty() || parts[3].isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new SaidTopic(kind, parts[1] + "/" + parts[3], device ? parts[4] : ""));
    }

    /// The topic as MQTT has it.
    public String text() {
        int slash = node.indexOf('/');
        String about = device.isEmpty() ? "" : "/" + device;
        return NAMESPACE + "/" + node.substring(0, slash) + "/" + kind + node.substring(slash) + about;
    }

    private static UplinkMessage.@Nullable Kind kind(String word) {
        return switch (word) {
            case "NBIRTH" -> UplinkMessage.Kind.NBIRTH;
            case "NDATA" -> UplinkMessage.Kind.NDATA;
            case "NDEATH" -> UplinkMessage.Kind.NDEATH;
            case "DBIRTH" -> UplinkMessage.Kind.DBIRTH;
            case "DDATA" -> UplinkMessage.Kind.DDATA;
            case "DDEATH" -> UplinkMessage.Kind.DDEATH;
            default -> null;
        };
    }

    /// The topic under which a site, or one of its devices, is spoken to.
    ///
    /// @param device empty for the node
    public static String command(String node, String device) {
        int slash = node.indexOf('/');
        String group = node.substring(0, slash);
        String name = node.substring(slash + 1);
        return device.isEmpty()
                ? NAMESPACE + "/" + group + "/NCMD/" + name
                : NAMESPACE + "/" + group + "/DCMD/" + name + "/" + device;
    }
}
