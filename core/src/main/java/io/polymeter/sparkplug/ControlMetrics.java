package io.polymeter.sparkplug;

/// The names of the metrics by which an edge node tells of itself, and is told.
public final class ControlMetrics {

    /// Of an NBIRTH and the NDEATH that belongs to it: 0 to 255, Int64.
    public static final String BD_SEQ = "bdSeq";
    /// Command: send all births again. Boolean.
    public static final String REBIRTH = "Node Control/Rebirth";
    /// How often each meter is sent at most, in milliseconds. Int64.
    public static final String INTERVAL = "Polymeter/Interval";
    /// The name of the installation. String.
    public static final String SITE = "Polymeter/Site";
    /// Command, of the node or of a device, together with [#REPLAY_TO]: send again what was measured from this
    /// moment on. Comes back when that is done. DateTime.
    public static final String REPLAY_FROM = "Polymeter Control/Replay From";
    /// The first moment that is not wanted again. DateTime.
    public static final String REPLAY_TO = "Polymeter Control/Replay To";
    /// From this moment on nothing was kept that could be sent again, up to [#LOST_TO]. DateTime.
    public static final String LOST_FROM = "Polymeter/Lost From";
    /// The end of what is lost. DateTime.
    public static final String LOST_TO = "Polymeter/Lost To";
    /// Command to a device, together with [#POWER_LIMIT_UNTIL]: the power it may deliver at most. Comes back when
    /// the device has accepted it. Double, W; null: there is no limit.
    public static final String POWER_LIMIT = "Polymeter Control/Power Limit";
    /// When the limit ends by itself. DateTime.
    public static final String POWER_LIMIT_UNTIL = "Polymeter Control/Power Limit Until";
    /// Command, together with [#CONFIGURATION_HASH]: the text of a configuration. String.
    public static final String CONFIGURATION = "Polymeter Control/Configuration";
    /// SHA-256 of the text, in hexadecimal. Comes back with [#CONFIGURATION_STATE]. String.
    public static final String CONFIGURATION_HASH = "Polymeter Control/Configuration Hash";
    /// What became of it: `kept`, `on-trial`, `refused: …` or `rolled-back: …`. String.
    public static final String CONFIGURATION_STATE = "Polymeter/Configuration State";

    private ControlMetrics() {}
}
