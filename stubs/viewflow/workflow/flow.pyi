"""Nodes are declared in a flow's body and found again on its class; what one runs is Any."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

_Node = TypeVar("_Node", bound=Node)

class Node:
    name: str
    def run(self, *args: Any, **kwargs: Any) -> Any: ...
    def Next(self: _Node, node: Any, case: Callable[[Any], bool] | None = None) -> _Node: ...

class Flow:
    instance: ClassVar[Any]
    process_class: ClassVar[Any]
    task_class: ClassVar[Any]
    lock_impl: ClassVar[Any]

class StartHandle(Node):
    def __init__(self, func: Any = None, undo_func: Any = None) -> None: ...

class Handle(Node):
    def __init__(self, func: Any = None, undo_func: Any = None) -> None: ...

class Split(Node): ...
class Join(Node): ...
class End(Node): ...

View: Any
