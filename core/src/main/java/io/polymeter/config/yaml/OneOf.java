package io.polymeter.config.yaml;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a component whose type is an interface: exactly one of the kinds that the binder was given for it
/// ([Binder#with]) is a key of the surrounding mapping, named by [Binder#kind]. The value names the choice in
/// messages, e.g. `source`.
///
/// A nullable component may be absent where another key is given, which then says what is to be there.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface OneOf {

    String value();

    /// The key beside which none of the words needs to stand; empty: one always has to.
    String unless() default "";
}
