package io.polymeter.modbus.net;

import io.polymeter.modbus.fault.Worded;
import io.polymeter.modbus.fault.Wording;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Locale;

/// A port could not be opened. The message names the address and the cause; what to do about it is for the caller
/// to say.
public final class ListenException extends IOException implements Worded {

    private static final long serialVersionUID = 1;

    /// Why a port cannot be opened.
    public enum Reason {
        /// Another program (or this one) listens there.
        IN_USE,
        /// Ports below 1024 need a privilege (on Linux `CAP_NET_BIND_SERVICE`).
        NOT_PERMITTED,
        /// The IP address belongs to no interface of this machine.
        NOT_OURS,
        /// The host name has no address.
        UNKNOWN_HOST,
        /// Anything else; the cause tells.
        OTHER;

        private Wording words() {
            return switch (this) {
                case IN_USE -> Wording.of("port-in-use", "it is in use by another program");
                case NOT_PERMITTED -> Wording.of("permission-denied", "permission denied");
                case NOT_OURS -> Wording.of("address-not-ours", "no interface of this machine has that address");
                case UNKNOWN_HOST -> Wording.of("host-name-unknown", "the host name is unknown");
                case OTHER -> Wording.of("system-refuses", "the system refuses");
            };
        }
    }

    private final InetSocketAddress address;
    private final Reason reason;
    private final transient Wording wording;

    ListenException(InetSocketAddress address, Reason reason, Throwable cause) {
        this(address, reason, wording(Sockets.name(address), reason.words()), cause);
    }

    private ListenException(InetSocketAddress address, Reason reason, Wording wording, Throwable cause) {
        super(wording.text(), cause);
        this.address = address;
        this.reason = reason;
        this.wording = wording;
    }

    private static Wording wording(String place, Wording why) {
        return Wording.of("cannot-listen", "cannot listen on {place}: {why}", place, why);
    }

    @Override
    public Wording wording() {
        return wording;
    }

    /// Reads the reason out of what the system said. Java has one exception for three causes, so the text must
    /// tell.
    public static ListenException of(InetSocketAddress address, Exception cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        Reason reason = Reason.OTHER;
        if (address.isUnresolved()) {
            reason = Reason.UNKNOWN_HOST;
        } else if (text.contains("denied") || text.contains("not permitted")) {
            reason = Reason.NOT_PERMITTED;
        } else if (text.contains("assign")) {
            reason = Reason.NOT_OURS;
        } else if (text.contains("in use") || cause instanceof BindException) {
            reason = Reason.IN_USE;
        }
        return new ListenException(address, reason, cause);
    }

    /// Where the port should have been.
    public InetSocketAddress address() {
        return address;
    }

    /// Why there is none.
    public Reason reason() {
        return reason;
    }
}
