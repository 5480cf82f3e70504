const Empty = () => null;
export { Empty as AuditRoute, Empty as CallDetailRoute, Empty as CallsRoute, Empty as DecisionsRoute, Empty as DncRoute, Empty as GsmRoute, Empty as ImportRoute, Empty as LiveRoute, Empty as RulesRoute, Empty as SimsRoute, Empty as TokensRoute, Empty as TrunksRoute, Empty as UsersRoute };
