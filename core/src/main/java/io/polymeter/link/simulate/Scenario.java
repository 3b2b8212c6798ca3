package io.polymeter.link.simulate;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What is played: a built-in day or a script.
public final class Scenario {

    /// The built-in days; each can be asked for one meter of the house by `DAY/ROLE`.
    public static final List<String> DAYS = List.of("summer-day", "winter-day", "cloudy-day");

    /// The meters of the house.
    public static final List<String> ROLES = List.of("grid", "pv", "battery", "wallbox");

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
        Household.Season season =
                switch (day) {
                    case "winter-day" -> Household.Season.WINTER;
                    case "cloudy-day" -> Household.Season.CLOUDY;
                    default -> Household.Season.SUMMER;
                };
        HouseholdPlayer.Role role =
                switch (meter) {
                    case "pv" -> HouseholdPlayer.Role.PV;
                    case "battery" -> HouseholdPlayer.Role.BATTERY;
                    case "wallbox" -> HouseholdPlayer.Role.WALLBOX;
                    default -> HouseholdPlayer.Role.GRID;
                };
        return Optional.of(new Scenario(name, true, () -> new HouseholdPlayer(new Household(season), role)));
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
