package io.polymeter.modbus.net;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Locale;

/// A port could not be opened. The message names the address and the cause; what to do about it is for the caller
/// to say.
public final class ListenException extends IOException {

    private static final long serialVersionUID = 1;

    /// Why a port cannot be opened.
    public enum Reason {
        /// Another program (or this one) listens there.
        IN_USE("it is in use by another program"),
        /// Ports below 1024 need a privilege (on Linux `CAP_NET_BIND_SERVICE`).
        NOT_PERMITTED("permission denied"),
        /// The IP address belongs to no interface of this machine.
        NOT_OURS("no interface of this machine has that address"),
        /// The host name has no address.
        UNKNOWN_HOST("the host name is unknown"),
        /// Anything else; the cause tells.
        OTHER("the system refuses");

        private final String words;

        Reason(String words) {
            this.words = words;
        }
    }

    private final InetSocketAddress address;
    private final Reason reason;

    ListenException(InetSocketAddress address, Reason reason, Throwable cause) {
        super("cannot listen on " + Sockets.name(address) + ": " + reason.words, cause);
        this.address = address;
        this.reason = reason;
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
