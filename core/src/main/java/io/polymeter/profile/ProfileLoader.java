package io.polymeter.profile;

import io.polymeter.config.yaml.Binder;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Reference;
import io.polymeter.config.yaml.Suggestion;
import io.polymeter.message.Message;
import io.polymeter.profile.document.DocumentReader;
import io.polymeter.profile.document.Documents;
import io.polymeter.register.Range;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a profile's file, and reports everything that is wrong with it in one pass, each with line and column.
public final class ProfileLoader {

    /// A profile is the same for everybody: it takes nothing from the environment.
    private static final Binder BINDER = Binder.STANDARD.environment(_ -> null);

    /// What an id looks like.
    static final String ID = "[a-z0-9]+(-[a-z0-9]+)*";

    private static final int HIGHEST = 0xffff;

    private final ProfileFile file;
    private final Problems problems;
    private final Map<String, Group> groups = new LinkedHashMap<>();

    private ProfileLoader(ProfileFile file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /// Reads a file.
    ///
    /// @return null where there are errors; they are in `problems`
    public static @Nullable Profile read(Path file, Problems problems) {
        return load(BINDER.read(file, ProfileFile.class, problems), problems);
    }

    /// Reads the text of a file.
    ///
    /// @return null where there are errors; they are in `problems`
    public static @Nullable Profile parse(byte[] bytes, Problems problems) {
        return load(BINDER.parse(bytes, ProfileFile.class, problems), problems);
    }

    /// Every key of a profile's file, as Markdown.
    public static String reference() {
        return Reference.markdown(BINDER, ProfileFile.class);
    }

    private static @Nullable Profile load(@Nullable ProfileFile file, Problems problems) {
        if (file == null) {
            return null;
        }
        Profile profile = new ProfileLoader(file, problems).profile();
        return problems.hasErrors() ? null : profile;
    }

    private Profile profile() {
        if (!file.id().matches(ID)) {
            problems.error(
                    "id",
                    Message.of(
                            "not-id-use-lower",
                            "'{file}' is not an id; use lower-case letters, digits and single hyphens",
                            file.id()));
        }
        file.groups().forEach((name, group) -> groups.put(name, group(name, group)));
        List<Span> spans = spans();
        AddressMapping places = new AddressMapping(file.firstAddress(), usual(), spans);
        List<Row> rows = new RowReader(file, problems, places).rows();
        Documents documents = new DocumentReader(problems, groups.keySet())
                .read(new DocumentReader.Written(file.documents(), file.http(), file.mqtt(), file.variables()));
        Profile plain = new Profile(
                file.id(),
                file.title(),
                wire(),
                List.copyOf(groups.values()),
                spans,
                rows,
                walked(),
                telemetry(),
                List.of(),
                new SumReader(file.sums(), problems).sums(rows, documents),
                new DeviceDescriptionReader(file, places, problems).about(),
                documents);
        Profile whole = declared(plain);
        return whole.with(new ProbeReader(file.probe(), places, problems).probes(whole.rows()));
    }

    private Profile declared(Profile plain) {
        ProfileFile.ChainFile chain = file.sunspec();
        if (chain == null || chain.base() == null) {
            return plain;
        }
        int base = chain.base() - file.firstAddress();
        if (chain.models().isEmpty() || chain.models().getFirst() != 1) {
            problems.error(
                    "sunspec.models",
                    Message.of("declared-chain-needs-models", "a declared chain needs its models, starting with 1"));
            return plain;
        }
        if (base < 0 || base > HIGHEST - 1) {
            problems.error("sunspec.base", Message.of("address-0-65535", "an address is 0 to 65535"));
            return plain;
        }
        ChainReader.Chain declared = new ChainReader(chain, groups, problems).read(base);
        if (declared.spans().stream()
                .anyMatch(span ->
                        plain.spans().stream().anyMatch(other -> other.range().overlaps(span.range())))) {
            problems.error("sunspec.base", Message.of("chain-overlaps-span", "the chain overlaps a span"));
        }
        return plain.withChain(declared.spans(), declared.rows());
    }

    private Group group(String name, ProfileFile.GroupFile group) {
        String path = "groups." + name;
        if (group.freshFor() != null && !group.freshFor().isPositive()) {
            problems.error(path + ".fresh-for", Message.of("age-limit-must-above", "the age limit must be above 0"));
        }
        if (!group.every().isPositive()) {
            problems.error(path + ".every", Message.of("interval-0", "the interval is 0"));
        }
        return new Group(name, group.freshFor(), group.every(), group.pushed());
    }

    /// The function code that reads what does not say otherwise.
    private int usual() {
        List<Integer> functions = file.modbus().functions();
        return functions.isEmpty() || functions.getFirst() != 4 ? 3 : 4;
    }

    private Profile.Wire wire() {
        ProfileFile.ModbusFile modbus = file.modbus();
        List<Integer> functions = modbus.functions().isEmpty() ? List.of(3) : modbus.functions();
        if (!Set.of(3, 4).containsAll(functions) || new HashSet<>(functions).size() < functions.size()) {
            problems.error(
                    "modbus.functions",
                    Message.of("function-codes-3-4", "function codes are 3 and 4, each at most once"));
        }
        Set<Integer> pushUnits = modbus.pushUnits().isEmpty() ? Set.of(modbus.unit()) : Set.copyOf(modbus.pushUnits());
        if (pushUnits.stream().anyMatch(unit -> unit < 0 || unit > 255)) {
            problems.error("modbus.push-units", Message.of("unit-id-0-255", "a unit id is 0 to 255"));
        }
        ProfileFile.SerialFile line = file.serial();
        Profile.SerialDefaults serial = line == null
                ? null
                : new Profile.SerialDefaults(
                        line.baud(), line.parity().name().toLowerCase(java.util.Locale.ROOT), line.stopBits());
        return new Profile.Wire(
                modbus.unit(),
                pushUnits,
                functions,
                modbus.maxRead(),
                modbus.pause(),
                serial,
                modbus.whenStale(),
                modbus.clients() == null ? 0 : modbus.clients(),
                modbus.announced());
    }

    private List<Span> spans() {
        Map<Range, ProfileFile.SpanFile> seen = new LinkedHashMap<>();
        List<Span> spans = new ArrayList<>();
        for (ProfileFile.SpanFile span : file.spans()) {
            Group group = groups.get(span.group());
            // Where no group is right, that is what has to be put right first.
            if (group == null && !groups.isEmpty()) {
                problems.at(span.position(), "spans", unknownGroup(span.group()));
            }
            int usual = usual();
            Range range = new AddressMapping(file.firstAddress(), usual, List.of())
                    .find(span.at(), span.count(), span.function() == null ? Integer.valueOf(usual) : span.function());
            if (range == null) {
                problems.at(span.position(), "spans", outside(span.at(), span.count()));
                continue;
            }
            if (span.whole() && span.count() > file.modbus().maxRead()) {
                problems.at(
                        span.position(),
                        "spans",
                        Message.of(
                                "one-read-at-most",
                                "one read has at most {read} registers",
                                file.modbus().maxRead()));
            }
            seen.forEach((other, where) -> {
                if (other.overlaps(range)) {
                    Message message = Message.of(
                            "span-overlaps",
                            "the span overlaps that of line {line}",
                            where.position().line());
                    problems.at(span.position(), "spans", message);
                }
            });
            seen.putIfAbsent(range, span);
            if (group != null) {
                spans.add(new Span(range, group, span.optional(), span.reserved(), span.whole()));
            }
        }
        if (file.spans().isEmpty() && file.sunspec() == null && file.documents().isEmpty()) {
            problems.error("", Message.of("profile-neither-spans-nor", "the profile has neither spans nor documents"));
        }
        spans.sort((a, b) -> a.range().compareTo(b.range()));
        return spans;
    }

    private Profile.@Nullable Chain walked() {
        ProfileFile.ChainFile chain = file.sunspec();
        if (chain == null || chain.base() != null && chain.bases().isEmpty()) {
            return null;
        }
        if (chain.base() != null || chain.bases().isEmpty() || chain.group() == null) {
            problems.error(
                    "sunspec",
                    Message.of(
                            "chain-walked-or-declared",
                            "a chain is walked (`bases` and `group`) or declared (`base` and `models`)"));
            return null;
        }
        List<Integer> bases =
                chain.bases().stream().map(base -> base - file.firstAddress()).toList();
        if (bases.stream().anyMatch(base -> base < 0 || base > HIGHEST - 1)) {
            problems.error("sunspec.bases", Message.of("address-0-65535", "an address is 0 to 65535"));
        }
        Group group = groups.get(chain.group());
        if (group == null) {
            problems.error("sunspec.group", unknownGroup(chain.group()));
            return null;
        }
        String slow = chain.settings() == null ? chain.group() : chain.settings();
        Group settings = groups.get(slow);
        if (settings == null) {
            problems.error("sunspec.settings", unknownGroup(slow));
            return null;
        }
        return new Profile.Chain(bases, group, settings, chain.others());
    }

    private Profile.@Nullable Telemetry telemetry() {
        return file.telemetry() == null
                ? null
                : new Profile.Telemetry(file.telemetry().from());
    }

    private Message unknownGroup(String name) {
        Message hint = Suggestion.of(name, groups.keySet())
                .orElse(Message.of("known-are", "known are {names}", String.join(", ", groups.keySet())));
        return Message.of("there-no-group", "there is no group '{group}'; {hint}", name, hint);
    }

    static Message outside(int at, int count) {
        return count == 1
                ? Message.of("address-outside", "{at}: an address is 0 to {highest}", at, HIGHEST)
                : Message.of(
                        "addresses-outside",
                        "{at} and {more} more: an address is 0 to {highest}",
                        at,
                        count - 1,
                        HIGHEST);
    }
}
