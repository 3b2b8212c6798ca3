package io.polymeter.app.message;

/// The sentences that a page can say in another language, with places for what differs. A place named `why` holds
/// another sentence.
enum MessageForm {
    // Reasons of connections.
    AWAY("away ({why}); asked again each minute"),
    ASLEEP("asleep; asked again each minute"),
    ASKED_AGAIN("{why}; asked again and again"),
    RETRIED("{why}; retrying in {time}"),
    DEVICE_ASLEEP("the simulated device sleeps"),
    ANSWERED_BY("is answered by {place}"),
    NOTHING_RECEIVED("nothing received yet"),
    NOTHING_RECEIVED_ANY_MORE("nothing received any more from {place}"),
    RECEIVES("receives from {place}"),
    LISTENS("listens"),
    LISTENS_AT("listens at {place}"),
    STARTING("starting"),
    STOPPED("stopped"),
    NO_VALID_DATA("{name} has no valid data"),
    WAITS_FOR_HOST("waits for the primary host {name}"),
    HOSTS_UNKNOWN("no address is known of {names}"),
    SEVERAL_METERS("several meters found; set 'serial' to one of {names}"),
    TELEGRAMS_REFUSED("every telegram of {place} is refused: {why}"),
    CONFIGURATION_ERRORS("the configuration has {count} errors; the previous configuration stays in use"),
    CONFIGURATION_ERROR("the configuration has 1 error; the previous configuration stays in use"),
    CANNOT_LISTEN("cannot listen on {place}: {why}"),
    PORT_IN_USE("it is in use by another program"),
    PERMISSION_DENIED("permission denied"),
    ADDRESS_NOT_OURS("no interface of this machine has that address"),
    SPINS("used a processor for 10 s without waiting, in {place}; ended, and run again later"),
    REPLIES_WITH_EXCEPTION("{place} replies with exception {number}"),

    // Reasons that begin with a place: the longest match wins.
    CONNECTION_REFUSED("{place}: connection refused"),
    NO_ANSWER("{place}: no answer in time"),
    UNREACHABLE("{place}: host unreachable"),
    HOST_UNKNOWN("{place}: the host name is unknown"),
    TLS_FAILED("{place}: the TLS handshake failed: {detail}"),
    HTTP_UNREACHABLE("{place}: cannot be reached"),
    HTTP_REFUSED("{place}: refuses the connection"),
    HTTP_SILENT("{place}: does not answer in time"),
    HTTP_NAME("{place}: its name is not known"),
    HTTP_ENDED("{place}: ended the connection"),
    HTTP_NO_TLS("{place}: speaks no TLS that we know; is it an https:// address?"),
    HTTP_NOT_HTTP("{place}: does not speak HTTP"),
    HTTP_LOGIN("{place}: the token is missing or refused, or user and password are (HTTP {number})"),
    HTTP_MISSING("{place}: does not exist (HTTP 404)"),
    HTTP_STATUS("{place}: HTTP status {number}"),
    SILENT("{place}: does not answer");

    private final String template;

    MessageForm(String template) {
        this.template = template;
    }

    String template() {
        return template;
    }
}
