package io.polymeter.fleet.site;

/// The names of the metrics by which a gateway tells of itself, and is told.
public final class Control {

    /// Send all births again.
    public static final String REBIRTH = "Node Control/Rebirth";

    /// How often each meter is sent at most, in milliseconds.
    static final String INTERVAL = "Polymeter/Interval";

    /// Send again what was measured from this moment on; comes back when that is done.
    public static final String REPLAY_FROM = "Polymeter Control/Replay From";

    public static final String REPLAY_TO = "Polymeter Control/Replay To";

    /// What the gateway cannot send again.
    static final String LOST_FROM = "Polymeter/Lost From";

    static final String LOST_TO = "Polymeter/Lost To";

    /// The power that a device may deliver at most, in watts; comes back when the device has accepted it.
    public static final String POWER_LIMIT = "Polymeter Control/Power Limit";

    /// The text of a configuration and its SHA-256.
    public static final String CONFIGURATION = "Polymeter Control/Configuration";

    public static final String CONFIGURATION_HASH = "Polymeter Control/Configuration Hash";

    /// What became of it.
    static final String CONFIGURATION_STATE = "Polymeter/Configuration State";

    /// Behind the name of a metric that is ordered: until when.
    public static final String UNTIL = " Until";

    private Control() {}
}
