package io.polymeter.link.simulate;

import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is played: a built-in day or a script.
final class Scenario {

    /// The built-in days; each can be asked for one meter of the house by `DAY/ROLE`.
    public static final List<String> DAYS = List.of("summer-day", "winter-day", "cloudy-day");

    /// The meters of the house.
    public static final List<String> ROLES = List.of("grid", "pv", "battery", "wallbox", "house");

    private final String name;
    private final boolean startsAtTimeOfDay;
    private final Supplier<Player> players;

    Scenario(String name, boolean startsAtTimeOfDay, Supplier<Player> players) {
        this.name = name;
        this.startsAtTimeOfDay = startsAtTimeOfDay;
        this.players = players;
    }

    /// A built-in day such as `summer-day` (its grid meter) or `summer-day/pv`; empty where there is none.
    public static Optional<Scenario> named(String name) {
        int slash = name.indexOf('/');
        String day = slash < 0 ? name : name.substring(0, slash);
        String meter = slash < 0 ? "grid" : name.substring(slash + 1);
        if (!DAYS.contains(day) || !ROLES.contains(meter)) {
            return Optional.empty();
        }
        Household.Season season = switch (day) {
            case "winter-day" -> Household.Season.WINTER;
            case "cloudy-day" -> Household.Season.CLOUDY;
            default -> Household.Season.SUMMER;
        };
        HouseholdPlayer.Role role = switch (meter) {
            case "pv" -> HouseholdPlayer.Role.PV;
            case "battery" -> HouseholdPlayer.Role.BATTERY;
            case "wallbox" -> HouseholdPlayer.Role.WALLBOX;
            case "house" -> HouseholdPlayer.Role.HOUSE;
            default -> HouseholdPlayer.Role.GRID;
        };
        return Optional.of(new Scenario(name, true, () -> new HouseholdPlayer(new Household(season), role)));
    }

    /// What a configuration means by `scenario: REFERENCE`: a built-in day, or a file.
    ///
    /// @param directory what a relative path counts from
    /// @return null where there is an error, which is in `problems` at `path`
    public static @Nullable Scenario resolve(String reference, Path directory, Problems problems, String path) {
        Scenario known = named(reference).orElse(null);
        if (known != null) {
            return known;
        }
        if (!reference.endsWith(".yaml") && !reference.endsWith(".yml")) {
            problems.error(
                    path,
                    Message.of(
                            "there-no-scenario-there",
                            "there is no scenario '{reference}'; there are {names}, each also with /{names2}, and files such as ./day.yaml",
                            reference,
                            String.join(", ", DAYS),
                            String.join(", /", ROLES)));
            return null;
        }
        Problems found = new Problems(directory.resolve(reference).normalize().toString());
        Script script = Script.read(directory.resolve(reference).normalize(), found);
        problems.addAll(found);
        if (script == null) {
            problems.error(path, Message.of("scenario-errors", "the scenario {reference} has errors", reference));
            return null;
        }
        return new Scenario(reference, false, () -> new ScriptPlayer(script));
    }

    /// The name for people.
    public String name() {
        return name;
    }

    boolean startsAtTimeOfDay() {
        return startsAtTimeOfDay;
    }

    Player player() {
        return players.get();
    }
}
