package io.polymeter.link.simulate;

/// What a house with photovoltaics, a battery and a car does in a day. A pure function of the second of the day, so
/// that every run shows the same day. Powers in watts.
final class Household {

    static final double DAY = 86_400;

    private final Season season;

    /// The light a day has.
    enum Season {
        /// Sun from 5:15 to 21:15, up to 8.4 kW.
        SUMMER(5.25, 21.25, 8_400, 0.25),
        /// Sun from 8:10 to 16:30, up to 2.1 kW.
        WINTER(8.17, 16.5, 2_100, 0.35),
        /// A summer day under clouds.
        CLOUDY(5.25, 21.25, 8_400, 0.8);

        private final double sunrise;
        private final double sunset;
        private final double peak;
        private final double clouds;

        Season(double sunrise, double sunset, double peak, double clouds) {
            this.sunrise = sunrise;
            this.sunset = sunset;
            this.peak = peak;
            this.clouds = clouds;
        }
    }

    Household(Season season) {
        this.season = season;
    }

    /// What the modules deliver, positive.
    double pv(double second) {
        double hour = hour(second);
        if (hour <= season.sunrise || hour >= season.sunset) {
            return 0;
        }
        double height = Math.sin(Math.PI * (hour - season.sunrise) / (season.sunset - season.sunrise));
        double shade = season.clouds * smooth(second / 240, 1) * (0.6 + 0.4 * smooth(second / 17, 2));
        return season.peak * Math.pow(height, 1.35) * (1 - shade);
    }

    /// What the house itself takes on a phase, 0 for L1 to 2 for L3.
    double load(int phase, double second) {
        double hour = hour(second);
        double base = 55 + 45 * (2 - phase) + 30 * smooth(second / 61, 3 + phase) + 6 * smooth(second / 0.9, 9 + phase);
        return base
                + switch (phase) {
                    case 0 -> fridge(second) + 240 * within(hour, 18, 23.2) + 90 * within(hour, 6.3, 8);
                    case 1 ->
                        1_900 * duty(second, 75, 0.55) * (within(hour, 12.1, 12.7) + within(hour, 18.6, 19.2))
                                + 2_050 * duty(second, 900, 0.2) * within(hour, 10, 11.6);
                    default ->
                        2_150 * (within(hour, 6.9, 6.96) + within(hour, 15.5, 15.56))
                                + 1_750 * duty(second, 110, 0.45) * (within(hour, 12.2, 12.8) + within(hour, 18.5, 19));
                };
    }

    /// What the car takes, all phases together: 11 kW in the early afternoon.
    double wallbox(double second) {
        double hour = hour(second);
        return within(hour, 13, 15.4) * (11_000 + 25 * smooth(second / 3, 21));
    }

    /// What the car took since it was plugged in, in watt-hours.
    double session(double second) {
        return Math.clamp(hour(second) - 13, 0, 2.4) * 11_000;
    }

    private static double fridge(double second) {
        return 96 * duty(second, 2_700, 0.35);
    }

    private static double duty(double second, double period, double share) {
        double place = second % period / period;
        return place < share ? 1 : 0;
    }

    private static double within(double hour, double from, double until) {
        return hour >= from && hour < until ? 1 : 0;
    }

    private static double hour(double second) {
        return (second % DAY + DAY) % DAY / 3_600;
    }

    /// Smooth noise from 0 to 1 with one turn per unit of `x`.
    static double smooth(double x, int channel) {
        long left = (long) Math.floor(x);
        double t = x - left;
        double ease = t * t * (3 - 2 * t);
        return hash(left, channel) * (1 - ease) + hash(left + 1, channel) * ease;
    }

    private static double hash(long n, int channel) {
        long z = n * 0x9e37_79b9_7f4a_7c15L + channel * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
        return ((z ^ z >>> 31) >>> 11) * 0x1p-53;
    }
}
