package io.polymeter.sparkplug;

/// Who an edge node is, and the topics of its messages (specification 4.1).
///
/// @param group of edge nodes
/// @param node the only one of its name in the group
public record EdgeNodeId(String group, String node) {

    private static final String NAMESPACE = "spBv1.0";

    /// The topic of a message of the node itself.
    ///
    /// @param type e.g. `NBIRTH`
    public String topic(String type) {
        return NAMESPACE + "/" + group + "/" + type + "/" + node;
    }

    /// The topic of a message of one of its devices.
    ///
    /// @param type e.g. `DDATA`
    public String topic(String type, String device) {
        return topic(type) + "/" + device;
    }

    /// The topic under which a host tells whether it is there.
    public static String state(String host) {
        return NAMESPACE + "/STATE/" + host;
    }

    @Override
    public String toString() {
        return group + "/" + node;
    }
}
