package io.polymeter.link.http.scan;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Identification;
import io.polymeter.message.Message;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.document.Documents;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The questions to one address, one after the other: the probes of the profiles, each path once.
final class WebQuestions {

    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final long LONGEST = 256 * 1024;
    private static final int MAX_FAILURES = 2;

    private final HttpClient client;
    private final List<WebProbe> probes;
    private final WebAddress address;
    private final Map<WebProbe, List<Message>> fitting = new LinkedHashMap<>();
    private boolean refused;

    WebQuestions(HttpClient client, List<WebProbe> probes, WebAddress address) {
        this.client = client;
        this.probes = probes.stream()
                .filter(probe -> probe.secured() == address.secured())
                .toList();
        this.address = address;
    }

    /// What answers; null where it is none of the known devices.
    @Nullable
    WebFinding ask() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int failures = 0;
        int answers = 0;
        for (List<WebProbe> same : paths()) {
            if (System.nanoTime() > end || failures >= MAX_FAILURES) {
                break;
            }
            try {
                JsonValue answer = answer(same.getFirst());
                answers++;
                if (answer != null) {
                    fit(same, answer);
                }
            } catch (IOException e) {
                failures++;
                if (answers == 0 && !(e instanceof HttpTimeoutException)) {
                    break;
                }
            }
            if (fitting.keySet().stream().anyMatch(WebProbe::isCertain)) {
                break;
            }
        }
        return finding();
    }

    /// Those of the announced devices first, then what most profiles ask for.
    private List<List<WebProbe>> paths() {
        Map<String, List<WebProbe>> paths = new LinkedHashMap<>();
        for (WebProbe probe : probes) {
            if (probe.probe() != null) {
                paths.computeIfAbsent(probe.probe().get(), _ -> new ArrayList<>())
                        .add(probe);
            }
        }
        List<List<WebProbe>> order = new ArrayList<>(paths.values());
        order.sort(Comparator.comparing(
                        (List<WebProbe> same) -> same.stream().noneMatch(probe -> announced(probe) != null))
                .thenComparingInt(same -> -same.size()));
        return order;
    }

    private WebAddress.@Nullable Service announced(WebProbe probe) {
        return probe.announced(address.announced());
    }

    /// Null where the answer is no document.
    private @Nullable JsonValue answer(WebProbe probe) throws IOException, InterruptedException {
        String path = Objects.requireNonNull(probe.probe()).get();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(ANSWER);
        probe.headers().forEach(request::header);
        HttpResponse<byte[]> response = response(request.build());
        refused |= response.statusCode() == 401 || response.statusCode() == 403;
        if (response.statusCode() != 200) {
            return null;
        }
        try {
            return JsonValue.parseDocument(response.body());
        } catch (JsonException _) {
            return null;
        }
    }

    /// The client's own timeout ends where a body begins; ours is for all of it.
    private HttpResponse<byte[]> response(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LONGEST));
        try {
            return answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw (IOException) new HttpTimeoutException("no whole answer in time").initCause(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private void fit(List<WebProbe> same, JsonValue answer) {
        for (WebProbe probe : same) {
            List<Message> evidence = Objects.requireNonNull(probe.probe()).evidence(answer);
            if (!evidence.isEmpty()) {
                fitting.put(probe, evidence);
            }
        }
    }

    private @Nullable WebFinding finding() {
        List<WebProbe> told =
                probes.stream().filter(probe -> announced(probe) != null).toList();
        List<WebProbe> both = told.stream().filter(fitting::containsKey).toList();
        List<WebProbe> sure =
                fitting.keySet().stream().filter(WebProbe::isCertain).toList();
        List<WebProbe> fit = !both.isEmpty() ? both : !sure.isEmpty() ? sure : new ArrayList<>(fitting.keySet());
        boolean confirmed = !fit.isEmpty();
        List<WebProbe> candidates = confirmed ? fit : told;
        if (candidates.isEmpty()) {
            return null;
        }
        boolean certain = fit.size() == 1 && (!both.isEmpty() || !sure.isEmpty());
        WebProbe first = candidates.getFirst();
        List<String> names = address.announced().stream()
                .map(WebAddress.Service::instance)
                .distinct()
                .toList();
        Identification best =
                Identification.certain(Catalog.builtIn().find(first.id()).orElseThrow(), names, evidence(first));
        return new WebFinding(
                address,
                certain
                        ? best
                        : best.among(
                                candidates.stream().map(WebProbe::id).toList(),
                                Message.of("decides-page", "the name on the device, or on its own page")));
    }

    private List<Message> evidence(WebProbe probe) {
        List<Message> evidence = new ArrayList<>();
        WebAddress.Service service = announced(probe);
        if (service != null) {
            evidence.add(Message.of(
                    "seen-announced", "mDNS: {service} announces {name}", service.type(), service.instance()));
        }
        List<Message> said = fitting.get(probe);
        if (said != null) {
            evidence.addAll(said);
        } else {
            Documents.Probe asked = probe.probe();
            if (refused) {
                evidence.add(Message.of("seen-login", "asks who we are, so its name alone tells what it is"));
            } else if (asked == null) {
                evidence.add(Message.of("seen-no-document", "no document is known that would confirm it"));
            } else {
                evidence.add(Message.of("seen-no-proof", "{path} does not confirm it", asked.get()));
            }
        }
        return evidence;
    }
}
