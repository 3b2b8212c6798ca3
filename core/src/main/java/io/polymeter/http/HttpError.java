package io.polymeter.http;

import io.polymeter.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/// An error that is answered, in words a person can act on.
public final class HttpError extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    /// An error.
    ///
    /// @param status an HTTP status from 400 on
    public HttpError(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /// There is no such thing.
    public static HttpError notFound(String what) {
        return new HttpError(404, "there is no " + what);
    }

    /// The same, with a header.
    public HttpError with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    WebReply reply() {
        String message = String.valueOf(getMessage());
        WebReply reply = WebReply.json(
                status,
                new JsonObject()
                        .put("error", new JsonObject().put("status", status).put("message", message)));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return reply;
    }
}
