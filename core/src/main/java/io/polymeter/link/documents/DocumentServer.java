package io.polymeter.link.documents;

import io.polymeter.http.listen.HttpAnswer;
import io.polymeter.http.listen.HttpCall;
import io.polymeter.json.JsonPath;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.OutputCounters;
import io.polymeter.link.face.Inquiry;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.profile.document.DocumentWriter;
import io.polymeter.profile.document.Documents;
import io.polymeter.view.Served;
import io.polymeter.view.ShownValues;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Answers as the device of a profile does.
final class DocumentServer {

    private static final Pattern OPEN = Pattern.compile("\\{[a-z0-9-]+}");

    private final Documents documents;
    private final Map<String, String> variables;
    private final ShownMeter meter;

    /// @param variables what the device has of its own; of what is not said, anything fits
    DocumentServer(Documents documents, Map<String, String> variables, ShownMeter meter) {
        this.documents = documents;
        this.variables = Map.copyOf(variables);
        this.meter = meter;
    }

    HttpAnswer answer(HttpCall call) {
        Inquiry inquiry = meter.asked(call.from(), call.method() + call.path());
        for (Documents.Document document : documents.fetched()) {
            Documents.Request request = document.get();
            if (request != null && fits(request.path(), call)) {
                boolean post = call.method().equals("POST");
                if (post != (request.body() != null)) {
                    inquiry.refused(OutputCounters.Reason.NO_SUCH_ADDRESS);
                    return HttpAnswer.text(405, request.body() == null ? "use GET" : "use POST");
                }
                return document(document, inquiry.whenNew());
            }
        }
        Documents.Probe probe = documents.http().probe();
        if (probe != null && fits(probe.get(), call)) {
            inquiry.told();
            return HttpAnswer.json(200, JsonText.bytes(identity(probe)));
        }
        inquiry.refused(OutputCounters.Reason.NO_SUCH_ADDRESS);
        return HttpAnswer.text(404, "no such document");
    }

    private HttpAnswer document(Documents.Document document, Inquiry inquiry) {
        ShownValues values = meter.now();
        JsonValue body =
                DocumentWriter.write(document, values::value, meter.clock().wall());
        if (body == null) {
            Served.Reason lost = values.lost();
            inquiry.lost(lost == null ? Served.Reason.STALE : lost);
            return HttpAnswer.text(503, "nothing of it is measured at present");
        }
        inquiry.served(values);
        return HttpAnswer.json(200, JsonText.bytes(body));
    }

    /// What the device says of itself.
    private static JsonValue identity(Documents.Probe probe) {
        JsonValue answer = new JsonValue.ObjectValue(Map.of());
        for (Documents.Probe.Field field : probe.fields()) {
            String said = field.is().isEmpty() ? "" : field.is().getFirst().replaceAll("\\*$", "");
            JsonPath path = field.json();
            answer = path.put(answer, new JsonValue.StringValue(said));
        }
        return answer;
    }

    private boolean fits(String template, HttpCall call) {
        String[] sides = documents.filled(template, variables).split("\\?", 2);
        return fits(sides[0], call.path()) && (sides.length == 1 || fitsQuery(sides[1], call.query()));
    }

    private static boolean fitsQuery(String template, Map<String, String> query) {
        for (String pair : template.split("&", -1)) {
            String[] sides = pair.split("=", 2);
            String wanted = sides.length == 1 ? "" : sides[1];
            if (!fits(wanted, query.get(sides[0]))) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(String template, @Nullable String said) {
        if (said == null) {
            return false;
        }
        String plain = URLDecoder.decode(template, StandardCharsets.UTF_8);
        String pattern = OPEN.splitAsStream(plain + "\n")
                .map(part -> Pattern.quote(part.replace("\n", "")))
                .collect(Collectors.joining("[^/]+"));
        return said.matches(pattern);
    }
}
