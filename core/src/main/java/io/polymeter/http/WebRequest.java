package io.polymeter.http;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/// A request.
///
/// @param parameters what stands in place of the braces of its route
/// @param query what stands behind the question mark, decoded
/// @param headers names in lower case, the first value of each
/// @param from who asks
@SuppressWarnings("ArrayRecordComponent") // read once, by the route
public record WebRequest(
        Map<String, String> parameters,
        Map<String, String> query,
        Map<String, String> headers,
        InetAddress from,
        byte[] body) {

    /// What stands in place of `{name}`.
    public String path(String name) {
        return parameters.getOrDefault(name, "");
    }

    /// A query parameter.
    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /// A header.
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /// A query parameter that is a whole number.
    ///
    /// @throws Refusal with status 400 where it is not from 0 to `most`
    public int number(String name, int preset, int most) throws HttpError {
        String text = query.get(name);
        return text == null ? preset : number(text, name, most);
    }

    public static int number(String text, String name, int most) throws HttpError {
        if (text.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text);
            if (number <= most) {
                return number;
            }
        }
        throw new HttpError(
                400, Message.of("whole-number-from-0", "{name} is a whole number from 0 to {most}", name, most));
    }

    /// The body.
    ///
    /// @throws Refusal with status 400 where it is not JSON
    public JsonValue json() throws HttpError {
        try {
            return JsonValue.parse(body);
        } catch (JsonException e) {
            throw new HttpError(400, Message.of("body", "the body is {why}", Message.of(e)));
        }
    }

    /// A text in the body.
    ///
    /// @throws Refusal with status 400 where there is none
    public String text(String name) throws HttpError {
        String text = json().text(name);
        if (text == null) {
            throw new HttpError(400, Message.of("body-needs-text", "the body needs the text \"{name}\"", name));
        }
        return text;
    }
}
