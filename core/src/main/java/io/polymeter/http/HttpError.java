package io.polymeter.http;

import io.polymeter.json.JsonObject;
import io.polymeter.message.Coded;
import io.polymeter.message.Message;
import java.util.LinkedHashMap;
import java.util.Map;

/// An error that is answered, in words a person can act on.
public final class HttpError extends Exception implements Coded {

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Message said;
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    /// An error.
    ///
    /// @param status an HTTP status from 400 on
    public HttpError(int status, Message said) {
        super(said.text(), null, false, false);
        this.status = status;
        this.said = said;
    }

    /// There is no such thing.
    public static HttpError notFound(Message said) {
        return new HttpError(404, said);
    }

    @Override
    public Message said() {
        return said;
    }

    /// The same, with a header.
    public HttpError with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    /// What the body of the answer says of it.
    public JsonObject json() {
        JsonObject error = new JsonObject().put("status", status).put("message", said.text());
        if (!said.code().isEmpty()) {
            error.put("code", said.code()).put("params", said.params());
        }
        return error;
    }

    WebReply reply() {
        WebReply reply = WebReply.json(status, new JsonObject().put("error", json()));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return reply;
    }
}
