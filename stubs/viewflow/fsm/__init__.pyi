from viewflow.fsm.base import (
    InvalidTargetState as InvalidTargetState,
    NoTransition as NoTransition,
    State as State,
    Transition as Transition,
    TransitionBoundMethod as TransitionBoundMethod,
    TransitionConditionsUnmet as TransitionConditionsUnmet,
    TransitionDescriptor as TransitionDescriptor,
    TransitionMethod as TransitionMethod,
    TransitionNotAllowed as TransitionNotAllowed,
)
