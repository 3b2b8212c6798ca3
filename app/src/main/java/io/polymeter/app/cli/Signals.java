package io.polymeter.app.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/// POSIX signals. The JDK has them in a class that the compiler may not name, so it is found at run time; where it
/// is missing the signal keeps its default effect.
final class Signals {

    private Signals() {}

    /// Runs `action` on a thread of its own whenever the process gets the signal.
    ///
    /// @param name without `SIG`, e.g. `HUP`
    /// @return false where this Java or operating system does not offer it
    static boolean on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    action.run();
                    yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> arguments != null && proxy == arguments[0];
                default -> "signal " + name;
            };
            Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, calls);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
