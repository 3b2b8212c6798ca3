package io.polymeter.link.han;

import io.polymeter.link.han.CosemData.Figure;
import io.polymeter.link.han.CosemData.Octets;
import io.polymeter.link.telegram.CosemUnit;
import io.polymeter.link.telegram.Obis;
import io.polymeter.link.telegram.Telegram;
import io.polymeter.message.Message;
import io.polymeter.point.Unit;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Lists whose values have no codes, or no units. Each is known by a mark in it and by the types of all its values.
enum KnownList {
    /// Iskraemeco AM550 and Siemens IM350 of Wiener Netze: energy in Wh and varh, power in W and var, behind the
    /// code of the push setup, number, time and date.
    WIENER_NETZE {
        @Override
        boolean fits(List<CosemData> list) {
            boolean head = list.size() == 12
                    && list.get(0) instanceof Octets(byte[] setup)
                    && Arrays.equals(setup, new byte[] {0, 0, 25, 9, 0, (byte) 255});
            return head && areFigures(list.subList(4, 11));
        }

        @Override
        void fill(Places places) {
            places.serial(1);
            places.counters(4);
            places.put(8, 0, Unit.WATT, Obis.of(1, 7, 0), Obis.of(2, 7, 0));
        }
    },

    /// Kaifa in Norway and Sweden ("KFM_001"), three phases: list 2, and list 3 with the counters of the hour.
    KAIFA_THREE_PHASES {
        @Override
        boolean fits(List<CosemData> list) {
            return PushList.text(list.getFirst()).startsWith("KFM_")
                    && (list.size() == 13 || list.size() == 18 && areFigures(list.subList(14, 18)))
                    && areFigures(list.subList(3, 13));
        }

        @Override
        void fill(Places places) {
            places.powers();
            places.put(7, -3, Unit.AMPERE, Obis.of(31, 7, 0), Obis.of(51, 7, 0), Obis.of(71, 7, 0));
            if (places.isZero(11)) {
                // Between phases then, and which ones the list does not say.
                places.telegram()
                        .refuse(
                                "1-0:52.7.0",
                                Message.of(
                                        "field-no-neutral",
                                        "is 0, as on a grid without neutral: voltages are left out"));
            } else {
                places.put(10, -1, Unit.VOLT, Obis.of(32, 7, 0), Obis.of(52, 7, 0), Obis.of(72, 7, 0));
            }
            if (places.list().size() == 18) {
                places.counters(14);
            }
        }
    },

    /// The same, one phase.
    KAIFA_ONE_PHASE {
        @Override
        boolean fits(List<CosemData> list) {
            return PushList.text(list.getFirst()).startsWith("KFM_")
                    && (list.size() == 9 || list.size() == 14 && areFigures(list.subList(10, 14)))
                    && areFigures(list.subList(3, 9));
        }

        @Override
        void fill(Places places) {
            places.powers();
            places.put(7, -3, Unit.AMPERE, Obis.of(31, 7, 0));
            places.put(8, -1, Unit.VOLT, Obis.of(32, 7, 0));
            if (places.list().size() == 14) {
                places.counters(10);
            }
        }
    },

    /// Kaifa's list 1, between the others: the power that flows in. It names nothing, so it counts behind one that
    /// does.
    KAIFA_POWER {
        @Override
        boolean fits(List<CosemData> list) {
            return list.size() == 1 && areFigures(list);
        }

        @Override
        void fill(Places places) {
            places.put(0, 0, Unit.WATT, Obis.of(1, 7, 0));
        }
    };

    abstract boolean fits(List<CosemData> list);

    abstract void fill(Places places);

    /// The values of a list by their place.
    record Places(List<CosemData> list, Telegram.Builder telegram) {

        void serial(int at) {
            telegram.serial(PushList.text(list.get(at)));
        }

        void powers() {
            serial(1);
            put(3, 0, Unit.WATT, Obis.of(1, 7, 0), Obis.of(2, 7, 0));
            put(5, 0, Unit.VAR, Obis.of(3, 7, 0), Obis.of(4, 7, 0));
        }

        void counters(int from) {
            put(from, 0, Unit.WATT_HOUR, Obis.of(1, 8, 0), Obis.of(2, 8, 0));
            put(from + 2, 0, Unit.VAR_HOUR, Obis.of(3, 8, 0), Obis.of(4, 8, 0));
        }

        boolean isZero(int at) {
            return list.get(at) instanceof Figure(BigDecimal number) && number.signum() == 0;
        }

        void put(int from, int scaler, Unit unit, Obis... codes) {
            for (int i = 0; i < codes.length; i++) {
                if (list.get(from + i) instanceof Figure(BigDecimal number)) {
                    telegram.put(codes[i], CosemUnit.scaled(number, scaler), unit);
                }
            }
        }
    }

    boolean isKaifa() {
        return this != WIENER_NETZE;
    }

    /// The list that this is.
    ///
    /// @param kaifa whether a Kaifa meter has been heard here
    static Optional<KnownList> of(List<CosemData> list, boolean kaifa) {
        return Stream.of(values())
                .filter(known -> known != KAIFA_POWER || kaifa)
                .filter(known -> known.fits(list))
                .findFirst();
    }

    /// The telegram; empty where the list says nothing: no power flows in, and how much flows out another list says.
    Optional<Telegram> telegram(List<CosemData> list) {
        if (this == KAIFA_POWER && list.getFirst() instanceof Figure(BigDecimal power) && power.signum() == 0) {
            return Optional.empty();
        }
        Telegram.Builder telegram = new Telegram.Builder().list(name() + list.size());
        fill(new Places(list, telegram));
        return Optional.of(telegram.build());
    }

    /// A value of a Kamstrup meter, which tells codes without units: W and var, hundredths of an ampere, whole volts.
    /// Of its counters meters of one name differ by ten (Norway, Sweden), so they are left out.
    static void kamstrup(Obis code, BigDecimal number, Telegram.Builder telegram) {
        if (code.d() == 8) {
            telegram.refuse(
                    code.toString(), Message.of("field-no-unit-known", "has no unit, and meters of this name differ"));
            return;
        }
        Unit unit = code.d() != 7
                ? null
                : switch (code.c()) {
                    case 1, 2, 21, 22, 41, 42, 61, 62 -> Unit.WATT;
                    case 3, 4 -> Unit.VAR;
                    case 31, 51, 71 -> Unit.AMPERE;
                    case 32, 52, 72 -> Unit.VOLT;
                    default -> null;
                };
        if (unit != null) {
            telegram.put(code, CosemUnit.scaled(number, unit == Unit.AMPERE ? -2 : 0), unit);
        }
    }

    private static boolean areFigures(List<CosemData> list) {
        return list.stream().allMatch(Figure.class::isInstance);
    }
}
