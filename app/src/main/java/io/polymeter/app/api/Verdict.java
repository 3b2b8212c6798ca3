package io.polymeter.app.api;

import io.polymeter.app.home.HomeParts;
import io.polymeter.app.notify.Occurrence;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.Role;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Health;
import io.polymeter.link.Trouble;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Profile;
import io.polymeter.runtime.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/// Whether all is well and, if not, what to do, for somebody who has ten seconds.
final class Verdict {

    private static final Comparator<Concern> WORST_FIRST =
            Comparator.comparing(Concern::level).reversed();

    /// A link that has neither begun nor failed for so long is in trouble.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// The link that knows where devices are.
    private static final String DEVICES = "devices";
    private static final String OTHER_DEVICE = "other-device";

    private final ApiSnapshot picture;
    private final List<Concern> advice = new ArrayList<>();
    private final Set<String> told = new HashSet<>();

    private Verdict(ApiSnapshot picture) {
        this.picture = picture;
    }

    /// @param unaccepted how many certificates wait to be accepted
    static Verdict of(ApiSnapshot picture, int unaccepted) {
        Verdict verdict = new Verdict(picture);
        picture.snapshot().meters().forEach(meter -> verdict.told(picture.linksOf(meter)));
        picture.plan().settings().outputs().forEach((name, output) -> verdict.told(picture.linksOf(name, output)));
        picture.snapshot().links().forEach(verdict::link);
        picture.snapshot().links().forEach(verdict::troubles);
        picture.snapshot().meters().forEach(verdict::meter);
        picture.plan().settings().outputs().forEach(verdict::output);
        if (unaccepted > 0) {
            Message sentence = unaccepted == 1
                    ? Message.of("advice-certificate-waits", "A certificate is waiting for approval")
                    : Message.of(
                            "advice-certificates-wait", "{number} certificates are waiting for approval", unaccepted);
            verdict.advice.add(
                    new Concern(Concern.Level.ATTENTION, "certificate-waits", "", sentence, Concern.NOTHING));
        }
        verdict.advice.sort(WORST_FIRST);
        return verdict;
    }

    /// These are judged with the meter or output they belong to.
    private void told(List<Snapshot.Link> links) {
        links.forEach(link -> told.add(link.name()));
    }

    private Concern.Level worst() {
        return advice.isEmpty() ? Concern.Level.NOTE : advice.getFirst().level();
    }

    /// `well`, `degraded` where somebody should look, `failed` where consumers do not get what they should.
    String status() {
        return switch (worst()) {
            case NOTE -> "well";
            case ATTENTION -> "degraded";
            case PROBLEM -> "failed";
        };
    }

    /// Everything to know, the worst first; that all is well where nothing is wrong.
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (worst() == Concern.Level.NOTE) {
            sentences.add(allIsWell());
        }
        advice.forEach(one -> sentences.add(one.told().text()));
        return sentences;
    }

    /// What somebody who is elsewhere should know of. Of one meter or output there is one for each level: a link that
    /// fails, and what follows from it, are one problem.
    List<Occurrence> occurrences() {
        Map<String, Occurrence> occurrences = new LinkedHashMap<>();
        for (Concern one : advice) {
            if (one.level() == Concern.Level.NOTE || one.code().equals("meter-starting")) {
                continue;
            }
            boolean serious = one.level() == Concern.Level.PROBLEM;
            String about = one.subject().isEmpty() ? "certificates" : owner(one.subject());
            Message sentence = one.told();
            occurrences.putIfAbsent(about + serious, new Occurrence(one.code(), about, serious, sentence));
        }
        return List.copyOf(occurrences.values());
    }

    /// The meter or output that a link belongs to; the link itself where it belongs to none.
    private String owner(String link) {
        for (Snapshot.Meter meter : picture.snapshot().meters()) {
            if (picture.linksOf(meter).stream().anyMatch(each -> each.name().equals(link))) {
                return meter.name();
            }
        }
        return link.startsWith("outputs.") ? link.substring("outputs.".length()) : link;
    }

    JsonObject json() {
        Concern.Level worst = worst();
        boolean well = worst == Concern.Level.NOTE;
        return new JsonObject()
                .put("well", well)
                .put("level", well ? "ok" : word(worst))
                .put("sentence", well ? allIsWell() : bad())
                .put(
                        "advice",
                        advice,
                        one -> new JsonObject()
                                .put("level", word(one.level()))
                                .put("code", one.code())
                                .put("subject", one.subject())
                                .put("params", one.params())
                                .put("sentence", one.whole().text())
                                .put("sentence_message", one.whole().coded())
                                .put("reason", one.reason().text())
                                .put("coded", one.reason().coded()));
    }

    private static String word(Concern.Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private String allIsWell() {
        int meters = picture.snapshot().meters().size();
        int outputs = picture.plan().settings().outputs().size();
        return "All is well: " + count(meters, "meter") + (meters == 1 ? " is" : " are") + " read, "
                + count(outputs, "output") + (outputs == 1 ? " is" : " are") + " shown.";
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private String bad() {
        long more =
                advice.stream().filter(one -> one.level() != Concern.Level.NOTE).count() - 1;
        return advice.getFirst().told()
                + (more == 0 ? "" : " And " + (more == 1 ? "one thing" : more + " things") + " more.");
    }

    private static Message reason(Snapshot.Link link) {
        return link.said();
    }

    private void link(Snapshot.Link link) {
        if (link.state() == Health.State.DOWN && !ofSleeper(link)) {
            advice.add(new Concern(
                    Concern.Level.PROBLEM,
                    "link-down",
                    link.name(),
                    Message.of("advice-link-down", "{name} has failed", link.name()),
                    reason(link)));
        } else if (link.name().equals("configuration") && link.state() == Health.State.WAITING) {
            advice.add(new Concern(
                    Concern.Level.ATTENTION,
                    "configuration-refused",
                    "configuration",
                    Message.of("advice-configuration-refused", "The changed configuration is not in use"),
                    reason(link)));
        } else if (link.state() == Health.State.WAITING && !told.contains(link.name())) {
            advice.add(new Concern(
                    Concern.Level.ATTENTION,
                    "link-waits",
                    link.name(),
                    Message.of("advice-link-waits", "{name} is waiting", link.name()),
                    reason(link)));
        }
    }

    /// What an output has not achieved. That its meters have no values is said of them, and is no fault of its own.
    private void output(String name, OutputSettings settings) {
        List<String> meters = picture.plan().settings().metersOf(settings);
        boolean fed = picture.snapshot().meters().stream()
                .anyMatch(meter -> meters.contains(meter.name())
                        && MeterJson.quality(meter).equals("fresh"));
        if (!fed) {
            return;
        }
        refused(name, settings);
        for (Snapshot.Link link : picture.linksOf(name, settings)) {
            boolean begun =
                    link.state() != Health.State.STARTING || link.since().compareTo(PATIENCE) < 0;
            if (link.state() == Health.State.WAITING || !begun) {
                advice.add(new Concern(
                        Concern.Level.ATTENTION,
                        "output-waits",
                        name,
                        Message.of("advice-output-waits", "{name} does not reach whom it is for", name),
                        reason(link)));
                return;
            }
        }
    }

    /// That its consumer is refused most of what it asks, although its meter has values.
    private void refused(String name, OutputSettings settings) {
        Message refusal = picture.output(name)
                .map(output -> output.statistics().refusal())
                .orElse(Concern.NOTHING);
        if (!refusal.isEmpty()) {
            String who = settings.consumer() == null ? name : name + " (" + settings.consumer() + ")";
            advice.add(new Concern(
                    Concern.Level.ATTENTION,
                    "output-refused",
                    who,
                    Message.of("advice-output-refused", "{name} is refused most of what it asks", who),
                    refusal));
        }
    }

    /// Whether a link is down because the device at its end sleeps by nature; it was heard before.
    private boolean ofSleeper(Snapshot.Link link) {
        return picture.snapshot().meters().stream()
                .anyMatch(meter -> MeterJson.quality(meter).equals("stale")
                        && asleep(picture, meter)
                        && picture.linksOf(meter).contains(link));
    }

    /// A lost meter's device that was found elsewhere, or another device that answers for it.
    private void device(Trouble trouble) {
        String meter = trouble.field();
        String place = trouble.example();
        boolean other = trouble.said().code().equals(OTHER_DEVICE);
        String replaced = "Another device answers as {name}, by its serial number: {place}";
        Message sentence = other
                ? Message.of("advice-device-replaced", replaced, meter, place)
                : Message.of("advice-device-moved", "{name} answers at another address now: {place}", meter, place);
        String code = other ? "device-replaced" : "device-moved";
        advice.add(new Concern(Concern.Level.ATTENTION, code, meter, sentence, Concern.NOTHING, place));
    }

    /// What a link refuses or misses while it works.
    private void troubles(Snapshot.Link link) {
        if (link.name().equals(DEVICES)) {
            link.troubles().forEach(this::device);
            return;
        }
        Map<Message, List<Trouble>> causes = new LinkedHashMap<>();
        for (Trouble trouble : link.troubles()) {
            // That somebody waits to be accepted is said once, of all certificates.
            boolean said = trouble.field().startsWith("certificate ") || inReason(link, trouble);
            if (trouble.severity() == Trouble.Severity.WARNING && !said) {
                causes.computeIfAbsent(trouble.said(), _ -> new ArrayList<>()).add(trouble);
            }
        }
        causes.forEach((sentence, troubles) -> advice.add(new Concern(
                Concern.Level.ATTENTION,
                "link-trouble",
                link.name(),
                Message.of("advice-link-trouble", "Something is wrong at {name}", link.name()),
                Message.of("about-3", "{name}: {why}", Trouble.fields(troubles), sentence))));
    }

    /// Whether its meter tells of it with the reason why it waits.
    private boolean inReason(Snapshot.Link link, Trouble trouble) {
        return link.state() == Health.State.WAITING
                && reason(link).text().contains(trouble.sentence())
                && picture.isWorstOfAMeter(link);
    }

    private void meter(Snapshot.Meter meter) {
        String quality = MeterJson.quality(meter);
        if (quality.equals("fresh")) {
            picture.linksOf(meter).stream()
                    .filter(link -> link.state() == Health.State.WAITING)
                    .findFirst()
                    .ifPresent(link -> advice.add(new Concern(
                            Concern.Level.ATTENTION,
                            "link-waits",
                            link.name(),
                            Message.of("advice-part-missing", "A part of {name} is missing", meter.name()),
                            reason(link))));
            promised(meter);
            return;
        }
        silent(meter, quality);
    }

    /// Why it gives no values, as far as that is known.
    private void silent(Snapshot.Meter meter, String quality) {
        Snapshot.Link link = ApiSnapshot.worst(picture.linksOf(meter)).orElse(null);
        Health.State state = link == null ? Health.State.UP : link.state();
        Message reason = link == null || state == Health.State.UP ? Concern.NOTHING : reason(link);
        if (asleep(picture, meter)) {
            advice.add(new Concern(
                    Concern.Level.NOTE,
                    "meter-asleep",
                    meter.name(),
                    Message.of("advice-meter-asleep", "{name} is off or asleep", meter.name()),
                    reason));
        } else if (state == Health.State.STARTING) {
            advice.add(new Concern(
                    Concern.Level.ATTENTION,
                    "meter-starting",
                    meter.name(),
                    Message.of("advice-meter-starting", "{name} has not been read yet", meter.name()),
                    reason));
        } else if (quality.equals("absent") && picture.linksOf(meter).stream().anyMatch(Verdict::refuses)) {
            advice.add(new Concern(
                    Concern.Level.PROBLEM,
                    "meter-unusable",
                    meter.name(),
                    Message.of("advice-meter-unusable", "Nothing that comes from {name} can be used", meter.name()),
                    reason));
        } else if (quality.equals("absent")) {
            advice.add(new Concern(
                    Concern.Level.PROBLEM,
                    "meter-absent",
                    meter.name(),
                    Message.of("advice-meter-absent", "Nothing has been received from {name}", meter.name()),
                    reason));
        } else {
            advice.add(new Concern(
                    Concern.Level.PROBLEM,
                    "meter-stale",
                    meter.name(),
                    Message.of("advice-meter-stale", "The values of {name} are stale", meter.name()),
                    reason));
        }
    }

    /// Power is what consumers act on: a profile that has it promises it. What is refused is said of the link.
    private void promised(Snapshot.Meter meter) {
        Profile profile = meter.profile();
        boolean given = profile == null
                || !profile.has(Quantity.ACTIVE_POWER)
                || meter.readings().stream()
                        .anyMatch(reading -> reading.point().equals(Point.of(Quantity.ACTIVE_POWER)));
        boolean said = picture.linksOf(meter).stream()
                .flatMap(link -> link.troubles().stream())
                .anyMatch(trouble -> trouble.field().contains(Quantity.ACTIVE_POWER.id()));
        if (!given && !said) {
            advice.add(new Concern(
                    Concern.Level.ATTENTION,
                    "meter-without-power",
                    meter.name(),
                    Message.of("advice-meter-without-power", "{name} gives no active power", meter.name()),
                    Message.of("device-has-none", "the device says in its own way that it has none")));
        }
    }

    /// Whether something comes that cannot be used.
    private static boolean refuses(Snapshot.Link link) {
        ToLongFunction<String> count = each -> link.counters().getOrDefault(each, 0L);
        boolean came = count.applyAsLong("unusable-answers") + count.applyAsLong("messages") > 0;
        return came && count.applyAsLong("values") == 0
                || link.troubles().stream().anyMatch(trouble -> trouble.severity() == Trouble.Severity.WARNING);
    }

    /// Whether a device that sleeps by nature does not tell its values.
    static boolean asleep(ApiSnapshot picture, Snapshot.Meter meter) {
        boolean starting = ApiSnapshot.worst(picture.linksOf(meter))
                .filter(link -> link.state() == Health.State.STARTING)
                .isPresent();
        boolean sleeps = meter.profile() != null && meter.profile().sleeps()
                || HomeParts.role(picture.settings(meter), meter.profile()) == Role.PRODUCER;
        return sleeps && !starting && !MeterJson.quality(meter).equals("fresh");
    }

    /// The quality of every meter, in a few words for watchdogs.
    static JsonValue meters(ApiSnapshot picture) {
        return JsonObject.list(
                picture.snapshot().meters(),
                meter -> new JsonObject().put("name", meter.name()).put("quality", MeterJson.quality(meter)));
    }

    /// How many links are in each state.
    static Map<String, Long> states(ApiSnapshot picture) {
        Map<String, Long> states = new java.util.TreeMap<>();
        picture.snapshot()
                .links()
                .forEach(link -> states.merge(link.state().name().toLowerCase(Locale.ROOT), 1L, Long::sum));
        return states;
    }
}
